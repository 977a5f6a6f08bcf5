import { readdir } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import { probeStill, readStill } from '../decode/still.js';
import { InputError } from '../errors.js';
import type { Image } from '../image.js';
import { resizeImage } from '../image-resize.js';

/** What a folder's pictures may end in. */
const EXTENSIONS: readonly string[] = ['.png', '.jpg', '.jpeg', '.webp', '.tif', '.tiff'];

/** The frames of a clip as pictures of one size. */
export interface PictureFolder {
  /** Absolute or as given, in order. */
  readonly files: readonly string[];
  readonly width: number;
  readonly height: number;
}

/**
 * Lists the pictures of a folder (`frames`), or those that a pattern names
 * (`frames/out_*.png`), in the order of the numbers in their names: `f2` before `f10`.
 *
 * @throws InputError where there is none, or where they are of several kinds and it is not clear which are meant
 */
export async function openPictureFolder(path: string): Promise<PictureFolder> {
  const pattern = basename(path).includes('*') ? basename(path) : undefined;
  const folder = pattern === undefined ? path : dirname(path);
  const names = await readdir(folder).catch((error: Error) => {
    throw new InputError(`The folder \`${folder}\` cannot be read: ${error.message}`, error);
  });
  const matches = pattern === undefined ? () => true : matcherOf(pattern);
  const found = names.filter(
    (name) => !name.startsWith('.') && EXTENSIONS.includes(extname(name).toLowerCase()) && matches(name),
  );
  const kinds = [...new Set(found.map((name) => extname(name).toLowerCase()))];
  if (kinds.length > 1) {
    throw new InputError(
      `\`${path}\` holds pictures of several kinds (${kinds.join(', ')}): name those that are meant, \`${join(folder, `*${kinds[0]}`)}\``,
    );
  }
  const { compare } = new Intl.Collator('en', { numeric: true });
  const files = found.sort(compare).map((name) => join(folder, name));
  if (files[0] === undefined)
    throw new InputError(`\`${path}\` holds no pictures (${EXTENSIONS.join(', ')})`);
  const { width, height } = await probeStill(files[0]);
  return { files, width, height };
}

/**
 * The pictures numbered `first` … `last`, at the given size.
 *
 * @throws InputError where one is damaged or of another size than the first
 */
export async function* readPictures(
  { files, ...own }: PictureFolder,
  range: { readonly first: number; readonly last: number },
  size: { readonly width: number; readonly height: number },
  signal?: AbortSignal,
): AsyncGenerator<Image, void, undefined> {
  for (const file of files.slice(range.first, range.last + 1)) {
    signal?.throwIfAborted();
    const image = await readStill(file);
    if (image.width !== own.width || image.height !== own.height) {
      throw new InputError(
        `Expected every picture to be ${own.width}×${own.height} as the first, got ${image.width}×${image.height} in \`${file}\``,
      );
    }
    yield resizeImage(image, size.width, size.height);
  }
}

function matcherOf(pattern: string): (name: string) => boolean {
  const parts = pattern.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  const expression = new RegExp(`^${parts.join('.*')}$`);
  return (name) => expression.test(name);
}
