import { readdir, stat } from 'node:fs/promises';
import { extname, join, resolve } from 'node:path';
import { decodeFrames } from '../decode/frames/frames.js';
import { probe } from '../decode/probe/probe.js';
import { fitSize } from '../decode/size.js';
import { readStill } from '../decode/still.js';
import { InputError } from '../errors.js';
import { stillExtensions } from '../formats/pictures.js';
import { type Image, imageFromRgb24, imageToRgb24, type Rgb24Image } from '../image.js';
import { resizePainting } from '../image-resize.js';
import { selectOutput } from '../media/time/resampled.js';
import { resolveOptions } from '../options/resolve.js';
import { canLearnFrom } from '../stylize/fast/tuning/fine-tune.js';
import { spread } from './spread.js';

/** Pictures that are held at most: beyond, some are left out, evenly. */
const most = 64;
/** Frames of a clip. */
const framesOfClip = 16;

/** Files that are learnt from, of whatever was named: the pictures of folders one by one. */
export async function trainingFiles(named: readonly string[]): Promise<string[]> {
  const files: string[] = [];
  for (const path of named) {
    const found = await stat(path).catch(() => undefined);
    if (found === undefined) throw new InputError(`Cannot use \`--on\`: \`${path}\` does not exist`);
    if (!found.isDirectory()) {
      files.push(resolve(path));
      continue;
    }
    const names = (await readdir(path)).filter((name) =>
      stillExtensions.includes(extname(name).toLowerCase()),
    );
    if (names.length === 0) {
      throw new InputError(
        `Expected \`${path}\` to hold pictures (${stillExtensions.join(', ')}) to learn from, found none`,
      );
    }
    files.push(...names.sort().map((name) => resolve(join(path, name))));
  }
  return spread(files, most);
}

/**
 * Pictures to learn from, the longer side `size`, or smaller where they are: stills, and of clips some frames. Those that
 * are too small, or of one colour, are counted.
 *
 * @throws InputError for a file that is neither, or where none is large enough
 */
export async function readTrainingPictures(
  files: readonly string[],
  size: number,
  signal?: AbortSignal,
): Promise<{ readonly pictures: Rgb24Image[]; readonly tooSmall: number }> {
  const large: Rgb24Image[] = [];
  let tooSmall = 0;
  const add = (picture: Image) => {
    const { width, height } = picture;
    if (canLearnFrom(picture)) large.push({ width, height, bytes: imageToRgb24(picture) });
    else tooSmall++;
  };
  for (const file of files) {
    const info = await probe(file, { ...resolveOptions(), signal });
    if (info.kind === 'image') {
      add(reduced(await readStill(file, size), size));
      continue;
    }
    const selection = selectOutput(info, resolveOptions());
    const fitted = fitSize(info.video, size);
    const wanted = new Set(spread([...Array(selection.count).keys()], framesOfClip));
    for await (const { index, bytes } of decodeFrames(info, { selection, ...fitted, signal })) {
      if (wanted.has(index)) add(imageFromRgb24(bytes, fitted.width, fitted.height));
    }
  }
  if (large.length === 0) {
    throw new InputError(
      'Expected at least one picture of 88 pixels or more each way, and more than one colour, to learn from, got none: name others with `--on`',
    );
  }
  return { pictures: spread(large, most), tooSmall };
}

function reduced(picture: Image, size: number): Image {
  const factor = size / Math.max(picture.width, picture.height);
  if (factor >= 1) return picture;
  return resizePainting(picture, Math.round(picture.width * factor), Math.round(picture.height * factor));
}
