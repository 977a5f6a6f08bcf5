import { existsSync } from 'node:fs';
import { mkdir, open, readdir, realpath, rename, rm, rmdir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { OutputError } from '../../errors.js';
import { forget, type PendingOutput, remember, temporaryFiles, temporaryName } from './file.js';
import type { PictureFolder } from './picture-folder.js';
import { existingOutput, tryFolder } from './place.js';

/**
 * Checks that numbered pictures can be written, without making anything.
 * An existing folder may be empty; with `overwrite` it may hold pictures of an
 * earlier run, which the new ones replace altogether, but never anything else.
 *
 * @param inputs files or folders that are read
 * @throws {OutputError} where it cannot
 */
export async function checkPictureFolder(
  { folder, owns }: Pick<PictureFolder, 'folder' | 'owns'>,
  overwrite: boolean,
  inputs: readonly string[] = [],
): Promise<void> {
  const found = await existingOutput(folder);
  for (const input of inputs) {
    for (const path of [input, dirname(input)]) {
      const source = await stat(path).catch(() => undefined);
      if (found && source && found.dev === source.dev && found.ino === source.ino && found.isDirectory()) {
        throw new OutputError(`\`${folder}\` contains the input: choose another folder`);
      }
    }
  }
  if (found && !found.isDirectory()) {
    throw new OutputError(`Expected \`${folder}\` to be a folder, got a file`);
  }
  const names = found ? await readdir(folder) : [];
  const foreign = names.find((name) => !owns(name));
  if (foreign !== undefined) {
    throw new OutputError(
      `Expected \`${folder}\` to be empty or to hold only pictures, but it contains \`${foreign}\`: choose a new folder`,
    );
  }
  if (names.length > 0 && !overwrite) throw alreadyExists(folder);
  const parent = dirname(folder);
  await tryFolder(parent).catch((error: NodeJS.ErrnoException) => {
    const missing = !existsSync(parent) || error.code === 'ENOTDIR';
    throw new OutputError(
      `\`${folder}\` cannot be created: the folder \`${parent}\` ${missing ? 'does not exist' : 'is not writable'}`,
      error,
    );
  });
}

/**
 * A folder of pictures that appears under its name only when it is complete.
 *
 * @throws {OutputError} as {@link checkPictureFolder}
 */
export async function openPendingFolder(
  pictures: Pick<PictureFolder, 'folder' | 'owns'>,
  overwrite: boolean,
  inputs: readonly string[] = [],
): Promise<PendingOutput> {
  await checkPictureFolder(pictures, overwrite, inputs);
  const path = await realpath(pictures.folder).catch(() => pictures.folder); // a link to a folder stays one
  const temporary = await temporaryName(path);
  remember(temporary);
  await mkdir(temporary).catch((error: Error) => {
    throw new OutputError(`\`${path}\` cannot be written: ${error.message}`, error);
  });
  let committed = false;
  const others = temporaryFiles(temporary);
  return {
    path,
    temporary,
    beside: others.beside,
    async commit() {
      try {
        await others.remove();
        await flushAll(temporary);
        await checkPictureFolder(pictures, overwrite);
        await moveInPlace(temporary, path);
        committed = true;
        forget(temporary);
      } catch (error) {
        if (error instanceof OutputError) throw error;
        throw new OutputError(`\`${path}\` cannot be written: ${(error as Error).message}`, error);
      }
    },
    async discard() {
      await others.remove();
      if (!committed) await rm(temporary, { recursive: true, force: true });
      forget(temporary);
    },
  };
}

/** The old folder steps aside for a moment, so that a failure can bring it back. */
async function moveInPlace(from: string, to: string): Promise<void> {
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

async function flushAll(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const file = await open(join(folder, name), 'r+');
    try {
      await file.sync();
    } finally {
      await file.close();
    }
  }
}

function alreadyExists(folder: string): OutputError {
  return new OutputError(
    `\`${folder}\` already contains pictures: choose another name, or add \`--overwrite\` to replace them`,
  );
}
