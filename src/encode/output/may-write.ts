import { existsSync, type Stats } from 'node:fs';
import { lstat, readdir, readlink, stat } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import { OutputError } from '../../errors.js';
import { tryFolder } from '../../files/whole-file.js';
import { type PictureFolder, pictureFolder, pictureFolderOf } from './picture-folder.js';

/** What an output may do to what is there already. */
export interface WriteRules {
  /** Whether an existing output may be replaced. Default: no. */
  readonly overwrite?: boolean | undefined;
  /** Files or folders that are read and never replaced, compared by identity and not by name. */
  readonly inputs?: readonly string[] | undefined;
  /** Folders that are made before anything is written, so that they need not exist yet. */
  readonly foldersToCome?: readonly string[] | undefined;
  /** More ways out for whoever calls from a command line that has them, behind the usual ones. */
  readonly advice?: { readonly exists: string; readonly folder: string } | undefined;
}

/** That a file, or a folder of numbered pictures, can be written. Changes nothing. @throws {OutputError} where it cannot */
export async function checkOutput(output: string, preset: string, rules: WriteRules): Promise<void> {
  if (pictureFolderOf(output, preset) === undefined) return checkFile(output, rules);
  return checkPictureFolder(pictureFolder(output, 1), rules);
}

/** That a file can be written. Changes nothing. @throws {OutputError} where it cannot */
export async function checkFile(output: string, rules: WriteRules): Promise<void> {
  const found = await existing(output);
  if (found?.isDirectory()) {
    throw new OutputError(`\`${output}\` is a folder: name a file${rules.advice?.folder ?? ''}`);
  }
  for (const input of rules.inputs ?? []) {
    if (await isSame(found, input)) {
      throw new OutputError(`\`${output}\` is the input itself: choose another output`);
    }
  }
  if (found && !rules.overwrite) throw alreadyExists(output, rules);
  await checkParent(output, rules);
}

/**
 * That numbered pictures can be written. An existing folder may be empty; with `overwrite` it may hold pictures of an
 * earlier run, which the new ones replace altogether, but never anything else. Changes nothing.
 *
 * @throws {OutputError} where they cannot
 */
export async function checkPictureFolder(
  { folder, owns }: Pick<PictureFolder, 'folder' | 'owns'>,
  rules: WriteRules,
): Promise<void> {
  const found = await existing(folder);
  for (const input of rules.inputs ?? []) {
    if (found?.isDirectory() && ((await isSame(found, input)) || (await isSame(found, dirname(input))))) {
      throw new OutputError(`\`${folder}\` contains the input: choose another folder`);
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
  if (names.length > 0 && !rules.overwrite) {
    throw new OutputError(
      `\`${folder}\` already contains pictures: choose another name, or add \`--overwrite\` to replace them`,
    );
  }
  await checkParent(folder, rules);
}

/** What is said of an output that is there already. */
export function alreadyExists(output: string, { advice }: WriteRules = {}): OutputError {
  return new OutputError(
    `\`${output}\` already exists: choose another name, or add \`--overwrite\` to replace it${advice?.exists ?? ''}`,
  );
}

/** What lies under an output's name: a file, a folder, or nothing. */
async function existing(output: string): Promise<Stats | undefined> {
  const found = await stat(output).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENAMETOOLONG') return undefined;
    throw new OutputError(
      `The name of the output is too long for the file system: ${output.length} characters`,
    );
  });
  if (found) {
    if (found.isFile() || found.isDirectory()) return found;
    throw new OutputError(
      `Expected \`${output}\` to be a file, got a device, a pipe or a socket: choose a file`,
    );
  }
  const target = await readlink(output).catch(() => undefined);
  if (target === undefined || !(await lstat(output).catch(() => undefined))) return undefined;
  throw new OutputError(
    `\`${output}\` is a link to \`${target}\`, which does not exist: remove the link, or choose another output`,
  );
}

async function isSame(found: Stats | undefined, path: string): Promise<boolean> {
  const other = found && (await stat(path).catch(() => undefined));
  return other !== undefined && found?.dev === other.dev && found.ino === other.ino;
}

async function checkParent(path: string, { foldersToCome = [] }: WriteRules): Promise<void> {
  const folder = dirname(path);
  await tryFolder(folder).catch((cause: NodeJS.ErrnoException) => {
    const missing = !existsSync(folder);
    if (missing && foldersToCome.some((coming) => resolve(coming) === resolve(folder))) return;
    const why = missing ? 'does not exist' : cause.code === 'ENOTDIR' ? 'is not a folder' : 'is not writable';
    throw new OutputError(`\`${basename(path)}\` cannot be written: the folder \`${folder}\` ${why}`, cause);
  });
}
