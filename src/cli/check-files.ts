import { constants, existsSync } from 'node:fs';
import { access, realpath, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { findPictures } from '../decode/pictures/find-pictures.js';
import { pictureKind } from '../decode/probe/picture-kind.js';
import { probeStill } from '../decode/still.js';
import { checkPictureFolder } from '../encode/output/pending-folder.js';
import { pictureFolder, pictureFolderOf } from '../encode/output/picture-folder.js';
import { existingOutput, tryFolder } from '../encode/output/place.js';
import { InputError, OutputError, UsageError } from '../errors.js';
import { isUrl } from '../media/ffmpeg/ffprobe.js';
import { checkRegular, noStandardInput } from '../media/ffmpeg/regular-file.js';
import type { StylizeOptions } from '../options/resolve.js';
import { isLeftOver } from '../pipeline/left-over.js';

/** That an input exists and is a file, or a sequence of pictures, that we may read; URLs only where allowed. */
export async function checkInput(input: string, allowUrl: boolean): Promise<void> {
  if (isUrl(input)) {
    if (allowUrl) return;
    throw new UsageError(`Expected a local file, got the URL \`${input}\`: add \`--allow-url\` to allow it`);
  }
  if ((await findPictures(input)) === undefined) await checkReadable('the input', input);
}

/** That the style is a picture that can be read: its header is, not its pixels. */
export async function checkStyle(style: string): Promise<void> {
  await checkReadable('`--style`', style);
  await probeStill(resolve(style)).catch((error: unknown) => {
    if (!(error instanceof InputError)) throw error;
    throw new InputError(
      `Expected \`--style\` to be a picture (JPEG, PNG, WebP, …): ${error.message}`,
      error,
    );
  });
}

/** Whether an input is a still picture; anything else is taken for a clip, and judged by the probe. */
export async function inputKind(input: string): Promise<'video' | 'image'> {
  if (isUrl(input) || (await findPictures(input))) return 'video';
  return (await pictureKind(resolve(input))) === 'still' ? 'image' : 'video';
}

/** An output, and whether it may be there already. */
export interface PlannedOutput {
  readonly input: string;
  readonly style: string;
  readonly output: string;
  readonly overwrite: boolean;
  readonly preset: StylizeOptions['preset'];
  readonly workDir: string;
}

/** That the outputs are new, apart from each other and from what is read, and in folders that can be written. */
export async function checkOutputs(
  jobs: readonly PlannedOutput[],
  {
    report,
    folders,
  }: {
    readonly report: string | undefined;
    /** Are made when all checks are passed, so that they need not exist yet. */
    readonly folders: readonly string[];
  },
): Promise<void> {
  const read = new Map<string, string>();
  for (const { input, style } of jobs) {
    if (!isUrl(input)) read.set(await identity(input), input);
    read.set(await identity(style), style);
  }
  const written = new Set<string>();
  const outputs = jobs.map(({ output: path, overwrite, preset, workDir }) => ({
    ...{ path, overwrite },
    pictures: pictureFolderOf(path, preset),
    done: () => isLeftOver(path, workDir, preset),
  }));
  const never = () => Promise.resolve(false);
  if (report !== undefined) outputs.push({ path: report, overwrite: true, pictures: undefined, done: never });
  for (const { path, overwrite: allowed, pictures, done } of outputs) {
    // Killed when the output was complete but its work folder still there: the same command clears up.
    const overwrite = allowed || (await done());
    const id = await identity(pictures ?? path);
    const source = read.get(id);
    if (source !== undefined) {
      throw new UsageError(
        `The output \`${path}\` is also one of the files that are read: choose another output`,
      );
    }
    if (written.has(id))
      throw new UsageError(
        `\`${path}\` is named as an output more than once: give each output a different name`,
      );
    written.add(id);
    if (pictures !== undefined) {
      if (toCome(pictures, folders)) continue;
      await checkPictureFolder(pictureFolder(path, 1), overwrite, [...read.keys()]);
      continue;
    }
    await checkWritable(path, overwrite, folders);
  }
}

async function checkReadable(what: string, path: string): Promise<void> {
  let found: Awaited<ReturnType<typeof stat>>;
  try {
    found = await stat(path);
    await access(path, constants.R_OK);
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code;
    const why =
      code === 'EACCES' || code === 'EPERM' ? 'cannot be read: permission denied' : 'does not exist';
    if (path === '-') throw new InputError(noStandardInput(what), cause);
    throw new InputError(`Cannot use ${what}: \`${path}\` ${why}`, cause);
  }
  if (found.isDirectory()) throw new InputError(`Cannot use ${what}: \`${path}\` is a folder, not a file`);
  checkRegular(path, found);
  if (found.size === 0) {
    throw new InputError(`Cannot use ${what}: \`${path}\` is empty`);
  }
}

/** Whether a path is to lie in a folder that is made later. */
function toCome(path: string, folders: readonly string[]): boolean {
  return folders.some((folder) => resolve(folder) === dirname(resolve(path)) && !existsSync(folder));
}

async function checkWritable(path: string, overwrite: boolean, folders: readonly string[]): Promise<void> {
  const found = await existingOutput(path);
  if (found?.isDirectory()) {
    throw new OutputError(
      `The output \`${path}\` is a folder: name a file, or use \`--out-dir\` for folders`,
    );
  }
  if (found && !overwrite) {
    throw new OutputError(
      `\`${path}\` already exists: add \`--overwrite\` to replace it, or \`--skip-existing\` to leave it as it is`,
    );
  }
  const folder = dirname(path);
  await tryFolder(folder).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT' && toCome(path, folders)) return;
    const missing = !existsSync(folder);
    const why = missing ? 'does not exist' : cause.code === 'ENOTDIR' ? 'is not a folder' : 'is not writable';
    throw new OutputError(`\`${basename(path)}\` cannot be written: the folder \`${folder}\` ${why}`, cause);
  });
}

/** One spelling for every way to name a file, whether or not it exists yet. */
async function identity(path: string): Promise<string> {
  const absolute = resolve(path);
  try {
    return await realpath(absolute);
  } catch {
    const folder = await realpath(dirname(absolute)).catch(() => dirname(absolute));
    return join(folder, basename(absolute));
  }
}
