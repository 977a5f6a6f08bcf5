import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, extname, join, resolve } from 'node:path';
import { InputError, UsageError } from '../../errors.js';
import { sequenceExtensions } from '../../formats/pictures.js';
import { checkRegular } from '../../media/ffmpeg/regular-file.js';
import { byName, gapsOfNames, numbersOf, sameNumbers } from './numbering.js';

/** Files of pictures, each with its time. */
export interface PictureFiles {
  readonly files: readonly string[];
  /** In frames of a constant rate, ascending, from 0. One that is left out lengthens the frame before. */
  readonly ticks: readonly number[];
  /** Sentences worth telling the user. */
  readonly notices: readonly string[];
}

/**
 * The pictures that an input names: a folder; a pattern such as
 * `frames/%04d.png`, whose numbers are the frames' times in ticks; or one with `*`, `?`
 * or `[…]` in the file name. `undefined` for anything else, such as a name
 * with `%` or `*` in it that a file has.
 *
 * @param startNumber of the first picture, for a pattern with `%d` only; default: the lowest
 * @throws {InputError} where there is no such picture or one is not a file, {@link UsageError} for a start number without `%d`.
 */
export async function findPictures(
  input: string,
  startNumber: number | 'auto' = 'auto',
): Promise<PictureFiles | undefined> {
  const path = resolve(input);
  const found = await stat(path).catch(() => undefined);
  if (found?.isDirectory()) {
    if (startNumber !== 'auto') throw noNumbers(input);
    const names = (await readdir(path)).filter((name) => !name.startsWith('.') && isPictureName(name));
    if (names.length > 0) return ofFiles(oneAfterAnother(input, path, names));
    throw new InputError(
      `\`${input}\` is a folder with no pictures in it: expected a video, a picture, or a folder of PNG, JPEG, TIFF, WebP or AVIF files`,
    );
  }
  if (found) return undefined;
  const pattern = basename(path);
  if (/%0?\d*d/.test(pattern)) {
    return ofFiles(byNumber(input, path, await namesIn(input, path), startNumber));
  }
  if (!/[*?[]/.test(pattern)) return undefined;
  if (startNumber !== 'auto') throw noNumbers(input);
  const wanted = globExpression(pattern);
  const names = (await namesIn(input, path)).filter((name) => wanted.test(name));
  if (names.length > 0) return ofFiles(oneAfterAnother(input, dirname(path), names));
  throw new InputError(`No file matches \`${input}\``);
}

/** That all of them are files: a pipe would hang, a folder or a link to nothing would be found only when it is decoded. */
async function ofFiles(pictures: PictureFiles): Promise<PictureFiles> {
  for (const file of pictures.files) {
    const found = await stat(file).catch((error: Error) => {
      const text = `\`${file}\` is a link to a file that does not exist, or cannot be looked at`;
      throw new InputError(text, error);
    });
    checkRegular(file, found);
  }
  return pictures;
}

/**
 * The files that a pattern with `*`, `?` or `[…]` in its file name stands for, numbers by their value; none where its
 * folder cannot be read. `undefined` for anything else, such as a file that is called so.
 */
export async function filesOfPattern(input: string): Promise<string[] | undefined> {
  const name = basename(input);
  if (!/[*?[]/.test(name) || (await stat(input).catch(() => undefined))) return undefined;
  const wanted = globExpression(name);
  const entries = await readdir(dirname(input), { withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => !entry.isDirectory() && wanted.test(entry.name))
    .map((entry) => entry.name)
    .sort(byName)
    .map((found) => join(dirname(input), found));
}

/** Whether files that a pattern stands for are together one clip: all of them are pictures. */
export function areOneClip(files: readonly string[]): boolean {
  return files.length > 0 && files.every(isPictureName);
}

/** Whether an input that is no file may name pictures. */
export function namesPictures(input: string): boolean {
  return /%0?\d*d|[*?[]/.test(basename(input));
}

function isPictureName(name: string): boolean {
  return sequenceExtensions.has(extname(name).toLowerCase());
}

async function namesIn(input: string, path: string): Promise<string[]> {
  const folder = dirname(path);
  return await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    const why = error.code === 'EACCES' ? 'cannot be read: permission denied' : 'does not exist';
    throw new InputError(`The folder \`${folder}\` of \`${input}\` ${why}`, error);
  });
}

function oneAfterAnother(input: string, folder: string, names: readonly string[]): PictureFiles {
  const sorted = [...names].sort(byName);
  const same = sameNumbers(sorted);
  if (same) {
    throw new InputError(
      `\`${input}\` holds \`${same[0]}\` and \`${same[1]}\`, which have the same number, so their order is not clear: remove or rename one, or use a pattern such as \`%04d.png\``,
    );
  }
  const gaps = gapsOfNames(sorted);
  const notice = `The picture numbers have gaps (${gaps}): the gaps are ignored. To hold the previous picture during a gap, use a pattern such as \`%04d.png\`.`;
  return {
    files: sorted.map((name) => join(folder, name)),
    ticks: sorted.map((_, i) => i),
    notices: gaps === undefined ? [] : [notice],
  };
}

/** What to say where a start number means nothing. */
export function noNumbers(input: string): UsageError {
  return new UsageError(
    `\`--start-number\` only works with a pattern such as \`frames/%04d.png\`, got \`${input}\``,
  );
}

function byNumber(
  input: string,
  path: string,
  names: readonly string[],
  startNumber: number | 'auto',
): PictureFiles {
  const lowest = startNumber === 'auto' ? 0 : startNumber;
  const { numbered, step, missing } = numbersOf(basename(path), names, lowest);
  if (startNumber !== 'auto' && numbered[0]?.number !== startNumber) {
    const next = numbered[0] === undefined ? '' : `: the next number is ${numbered[0].number}`;
    throw new InputError(`No file matches \`${input}\` with the number ${startNumber}${next}`);
  }
  const [first] = numbered;
  if (!first) throw new InputError(`No file matches \`${input}\` with a number in place of \`%d\``);
  const notice = `Missing pictures: ${missing}. The picture before each gap is held instead.`;
  return {
    files: numbered.map(({ name }) => join(dirname(path), name)),
    ticks: numbered.map(({ number }) => (number - first.number) / step),
    notices: missing === undefined ? [] : [notice],
  };
}

/** A glob of one file name as a regular expression; a leading dot is never matched by a star. */
function globExpression(pattern: string): RegExp {
  const source = pattern.replace(/\[!?[^\]]+\]|[\s\S]/g, (part) => {
    if (part === '*') return '.*';
    if (part === '?') return '.';
    if (part.length > 1) return part.replace('[!', '[^').replace(/\\/g, '\\\\');
    return part.replace(/[\\^$.|+(){}[\]]/g, '\\$&');
  });
  return new RegExp(`^(?!\\.)${source}$`, 'su');
}
