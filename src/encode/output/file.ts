import { createHash, randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { link, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, extname, join, resolve } from 'node:path';
import { OutputError } from '../../errors.js';
import { existingOutput, tryFolder } from './place.js';

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
export async function temporaryName(path: string, extension = ''): Promise<string> {
  await removeHalfWritten(path);
  const own = `${tagOf(path)}-${process.pid}-${randomBytes(3).toString('hex')}`;
  return join(dirname(path), `.nst-${own}${extension}`);
}

/** Removes what processes that were killed have left half written of an output, by its absolute name. */
export async function removeHalfWritten(path: string): Promise<void> {
  await removeStale(dirname(path), tagOf(path));
}

/** Of the name alone: the folder may have been moved since. */
function tagOf(path: string): string {
  return createHash('sha256').update(basename(path)).digest('hex').slice(0, 8);
}

/** Temporary files beside one whose names begin like its own. */
export function temporaryFiles(temporary: string): {
  beside(ending: string): string;
  remove(): Promise<void>;
} {
  const files: string[] = [];
  return {
    beside(ending) {
      const file = `${temporary}${ending}`;
      remember(file);
      files.push(file);
      return file;
    },
    async remove() {
      for (const file of files.splice(0)) {
        await rm(file, { force: true });
        forget(file);
      }
    },
  };
}

/** Removes every temporary file that is not complete, without waiting: for a second Ctrl-C and for the exit of the process. */
export function discardAllNow(): void {
  for (const path of pending) rmSync(path, { recursive: true, force: true });
  pending.clear();
}
process.on('exit', discardAllNow);

/**
 * Checks that an output can be written and names its temporary file.
 *
 * @param inputs files that must not be overwritten, compared by identity and not by name
 * @throws {OutputError} where it exists already, its folder is missing or unwritable, or it is one of the inputs.
 */
export async function openPendingFile(
  output: string,
  overwrite: boolean,
  inputs: readonly string[] = [],
): Promise<PendingOutput> {
  const path = resolve(output);
  const folder = dirname(path);
  const place = await stat(folder).catch((error: Error) => {
    throw new OutputError(`The folder of \`${output}\` does not exist`, error);
  });
  if (!place.isDirectory()) throw new OutputError(`The folder of \`${output}\` is not a folder`);
  const existing = await existingOutput(path);
  if (existing?.isDirectory()) throw new OutputError(`\`${output}\` is a folder: expected a file name`);
  for (const input of inputs) {
    const source = await stat(input).catch(() => undefined);
    if (existing && source && existing.dev === source.dev && existing.ino === source.ino) {
      throw new OutputError(`\`${output}\` is the input itself: choose another output`);
    }
  }
  if (existing && !overwrite) throw alreadyExists(output);
  await tryFolder(folder).catch((error: Error) => {
    throw new OutputError(`The folder of \`${output}\` is not writable: ${error.message}`, error);
  });
  const temporary = await temporaryName(path, extname(path).toLowerCase());
  let committed = false;
  remember(temporary);
  const others = temporaryFiles(temporary);
  return {
    path,
    temporary,
    beside: others.beside,
    async commit() {
      try {
        await others.remove();
        await flush(temporary);
        await (overwrite ? rename(temporary, path) : moveWithoutOverwriting(temporary, path, output));
        committed = true;
        forget(temporary);
      } catch (error) {
        if (error instanceof OutputError) throw error;
        throw new OutputError(`\`${output}\` cannot be written: ${(error as Error).message}`, error);
      }
    },
    async discard() {
      await others.remove();
      if (!committed) await rm(temporary, { force: true });
      forget(temporary);
    },
  };
}

/** Removes what processes that were killed have left half written of the same output. */
async function removeStale(folder: string, tag: string): Promise<void> {
  for (const name of await readdir(folder).catch(() => [])) {
    const pid = new RegExp(`^\\.nst-${tag}-(\\d+)-`).exec(name)?.[1];
    if (pid === undefined || isRunning(Number(pid))) continue;
    await rm(join(folder, name), { recursive: true, force: true });
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}

async function flush(path: string): Promise<void> {
  const file = await open(path, 'r+');
  try {
    await file.sync();
  } finally {
    await file.close();
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

function alreadyExists(output: string): OutputError {
  return new OutputError(
    `\`${output}\` already exists: choose another name, or add \`--overwrite\` to replace it`,
  );
}
