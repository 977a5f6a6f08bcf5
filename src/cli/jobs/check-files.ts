import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { findPictures } from '../../decode/pictures/find-pictures.js';
import { pictureKind } from '../../decode/pictures/picture-kind.js';
import { probeStill } from '../../decode/still.js';
import { InputError, UsageError } from '../../errors.js';
import { isUrl } from '../../media/ffmpeg/ffprobe.js';
import { checkRegular, noStandardInput } from '../../media/ffmpeg/regular-file.js';
import { styleKind } from '../../stylize/style-network/style-kind.js';
import { readStyleNetwork } from '../../stylize/style-network/style-network.js';

/** That an input exists and is a file, or a sequence of pictures, that we may read; URLs only where allowed. */
export async function checkInput(input: string, allowUrl: boolean): Promise<void> {
  if (isUrl(input)) {
    if (allowUrl) return;
    throw new UsageError(`Expected a local file, got the URL \`${input}\`: add \`--allow-url\` to allow it`);
  }
  if ((await findPictures(input)) === undefined) await checkReadable('the input', input);
}

/** That the style can be read: as a picture, or as a network that could paint; its header is, nothing is painted. */
export async function checkStyle(style: string): Promise<void> {
  await checkReadable('`--style`', style);
  if ((await styleKind(style)) === 'network') await readStyleNetwork(style);
  else await checkHeader(style, ' or a network (ONNX)');
}

/** That the painting is a picture that can be read. */
export async function checkPainting(style: string): Promise<void> {
  await checkReadable('`--style`', style);
  await checkHeader(style);
}

/** Reads a picture's header, not its pixels. */
async function checkHeader(style: string, orElse = ''): Promise<void> {
  await probeStill(resolve(style)).catch((error: unknown) => {
    if (!(error instanceof InputError)) throw error;
    throw new InputError(
      `Expected \`--style\` to be a picture (JPEG, PNG, WebP, …)${orElse}: ${error.message}`,
      error,
    );
  });
}

/** Whether an input is a still picture; anything else is taken for a clip, and judged by the probe. */
export async function inputKind(input: string): Promise<'video' | 'image'> {
  if (isUrl(input) || (await findPictures(input))) return 'video';
  return (await pictureKind(resolve(input))) === 'still' ? 'image' : 'video';
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
