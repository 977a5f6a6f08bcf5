import { createHash, randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { link, mkdir, readdir, realpath, rename, rm, rmdir, stat } from 'node:fs/promises';
import { basename, dirname, extname, join, resolve } from 'node:path';
import { OutputError } from '../../errors.js';
import { flushFile } from '../../files/whole-file.js';
import { alreadyExists, checkFile, checkPictureFolder, type WriteRules } from './may-write.js';
import type { PictureFolder } from './picture-folder.js';

/** A file, or a folder of pictures, that appears under its name only when it is complete. */
export interface PendingOutput {
  /** The final name, absolute. */
  readonly path: string;
  /** Where to write meanwhile: hidden, in the same folder, with the same extension. */
  readonly temporary: string;
  /** Another temporary file beside it, its name longer by `ending`; removed on `commit` and on `discard`. */
  beside(ending: string): string;
  /** Puts the complete file in its place. */
  commit(): Promise<void>;
  /** Removes what was written so far. Does nothing after `commit`. */
  discard(): Promise<void>;
}

const pending = new Set<string>();

/** Lets a temporary file or folder be removed with this process. */
export function remember(temporary: string): void {
  pending.add(temporary);
}

/** It is in its place, or gone. */
export function forget(temporary: string): void {
  pending.delete(temporary);
}

/**
 * A hidden name beside an output that is not complete yet. What processes that
 * were killed have left half written of the same output is removed.
 */
async function temporaryName(path: string, extension = ''): Promise<string> {
  await removeHalfWritten(path);
  const own = `${tagOf(path)}-${process.pid}-${randomBytes(3).toString('hex')}`;
  const temporary = join(dirname(path), `.nst-${own}${extension}`);
  remember(temporary);
  return temporary;
}

/** Removes what processes that were killed have left half written of an output, by its absolute name. */
export async function removeHalfWritten(path: string): Promise<void> {
  const folder = dirname(path);
  const half = new RegExp(`^\\.nst-${tagOf(path)}-(\\d+)-`);
  for (const name of await readdir(folder).catch(() => [])) {
    const pid = half.exec(name)?.[1];
    if (pid === undefined || isRunning(Number(pid))) continue;
    await rm(join(folder, name), { recursive: true, force: true });
  }
}

/** Of the name alone: the folder may have been moved since. */
function tagOf(path: string): string {
  return createHash('sha256').update(basename(path)).digest('hex').slice(0, 8);
}

/** Removes every temporary file that is not complete, without waiting: for a second Ctrl-C and for the exit of the process. */
export function discardAllNow(): void {
  for (const path of pending) rmSync(path, { recursive: true, force: true });
  pending.clear();
}
process.on('exit', discardAllNow);

/**
 * Checks that a file can be written and names its temporary file.
 *
 * @throws {OutputError} as {@link checkFile}
 */
export async function openPendingFile(output: string, rules: WriteRules = {}): Promise<PendingOutput> {
  const path = resolve(output);
  await checkFile(output, rules);
  const temporary = await temporaryName(path, extname(path).toLowerCase());
  return pendingOutput(path, temporary, output, async () => {
    await flushFile(temporary);
    await (rules.overwrite ? rename(temporary, path) : moveWithoutOverwriting(temporary, path, output));
  });
}

/**
 * A folder of pictures that appears under its name only when it is complete.
 *
 * @throws {OutputError} as {@link checkPictureFolder}
 */
export async function openPendingFolder(
  pictures: Pick<PictureFolder, 'folder' | 'owns'>,
  rules: WriteRules = {},
): Promise<PendingOutput> {
  await checkPictureFolder(pictures, rules);
  const path = await realpath(pictures.folder).catch(() => pictures.folder); // a link to a folder stays one
  const temporary = await temporaryName(path);
  await mkdir(temporary).catch((error: Error) => {
    throw new OutputError(`\`${path}\` cannot be written: ${error.message}`, error);
  });
  return pendingOutput(path, temporary, path, async () => {
    for (const name of await readdir(temporary)) await flushFile(join(temporary, name));
    await checkPictureFolder(pictures, { overwrite: rules.overwrite });
    await moveFolder(temporary, path);
  });
}

/** @param move puts what is complete in its place */
function pendingOutput(
  path: string,
  temporary: string,
  shown: string,
  move: () => Promise<void>,
): PendingOutput {
  const others: string[] = [];
  const removeOthers = async () => {
    for (const file of others.splice(0)) {
      await rm(file, { force: true });
      forget(file);
    }
  };
  let committed = false;
  return {
    path,
    temporary,
    beside(ending) {
      const file = `${temporary}${ending}`;
      remember(file);
      others.push(file);
      return file;
    },
    async commit() {
      try {
        await removeOthers();
        await move();
        committed = true;
        forget(temporary);
      } catch (error) {
        if (error instanceof OutputError) throw error;
        throw new OutputError(`\`${shown}\` cannot be written: ${(error as Error).message}`, error);
      }
    },
    async discard() {
      await removeOthers();
      if (!committed) await rm(temporary, { recursive: true, force: true });
      forget(temporary);
    },
  };
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}

/** A hard link refuses to replace a file that has appeared meanwhile; not every file system has them. */
async function moveWithoutOverwriting(from: string, to: string, shown: string): Promise<void> {
  try {
    await link(from, to);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') throw alreadyExists(shown);
    if (await stat(to).catch(() => undefined)) throw alreadyExists(shown);
    await rename(from, to);
    return;
  }
  await rm(from, { force: true });
}

/** The old folder steps aside for a moment, so that a failure can bring it back. */
async function moveFolder(from: string, to: string): Promise<void> {
  if (!(await stat(to).catch(() => undefined))) return rename(from, to);
  const isEmpty = await rmdir(to).then(
    () => true,
    () => false,
  );
  if (isEmpty) return rename(from, to);
  const aside = join(dirname(to), `.nst-old-${process.pid}-${basename(to)}`);
  await rename(to, aside);
  try {
    await rename(from, to);
  } catch (error) {
    await rename(aside, to);
    throw error;
  }
  await rm(aside, { recursive: true, force: true });
}
