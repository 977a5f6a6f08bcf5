import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { findPictures } from '../decode/pictures/find-pictures.js';
import { pictureKind } from '../decode/pictures/picture-kind.js';
import { probeStill } from '../decode/still.js';
import { checkFile, checkOutput } from '../encode/output/may-write.js';
import { finalPath, pictureFolderOf } from '../encode/output/picture-folder.js';
import { InputError, UsageError } from '../errors.js';
import { isUrl } from '../media/ffmpeg/ffprobe.js';
import { checkRegular, noStandardInput } from '../media/ffmpeg/regular-file.js';
import { resolveOptions } from '../options/resolve.js';
import { isLeftOver } from '../pipeline/left-over.js';
import type { Job, OutputWishes } from './job.js';
import { realTarget } from './real-target.js';

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

/** Ways out that only this command has. */
const advice = {
  exists: ', or `--skip-existing` to leave it as it is',
  folder: ', or use `--out-dir` for folders',
};

/**
 * That the outputs are new, apart from each other and from what is read, and in folders that can be written.
 *
 * @param foldersToCome are made when all checks are passed, so that they need not exist yet
 */
export async function checkOutputs(
  jobs: readonly Job[],
  { report, skipExisting }: OutputWishes,
  foldersToCome: readonly string[],
): Promise<void> {
  const read = new Map<string, string>();
  for (const { input, style } of jobs) {
    if (!isUrl(input)) read.set(await realTarget(input), input);
    read.set(await realTarget(style), style);
  }
  const written = new Set<string>();
  const checkApart = async (path: string, place = path) => {
    const id = await realTarget(place);
    if (read.has(id)) {
      throw new UsageError(
        `The output \`${path}\` is also one of the files that are read: choose another output`,
      );
    }
    if (written.has(id)) throw new UsageError(namedTwice(path));
    written.add(id);
  };
  for (const { output, options } of jobs) {
    const { overwrite: allowed, preset, workDir } = resolveOptions(options);
    await checkApart(output, finalPath(output, preset));
    // Killed when the output was complete but its work folder still there: the same command clears up.
    const overwrite = allowed || skipExisting || (await isLeftOver(output, workDir, preset));
    const inputs = pictureFolderOf(output, preset) === undefined ? [] : [...read.keys()];
    await checkOutput(output, preset, { overwrite, inputs, foldersToCome, advice });
  }
  if (report === undefined) return;
  await checkApart(report);
  await checkFile(report, { overwrite: true, foldersToCome });
}

/** What is said of an output that has another's name. */
export function namedTwice(path: string): string {
  return `\`${path}\` is named as an output more than once: give each output a different name`;
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
