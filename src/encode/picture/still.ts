import { extname } from 'node:path';
import sharp from 'sharp';
import { OutputError, UsageError } from '../../errors.js';
import { type Image, imageToRgb24 } from '../../image.js';
import type { WriteRules } from '../output/may-write.js';
import { openPendingFile } from '../output/pending.js';

const FORMATS: Readonly<Record<string, 'png' | 'jpeg' | 'webp' | 'tiff'>> = {
  '.png': 'png',
  '.jpg': 'jpeg',
  '.jpeg': 'jpeg',
  '.webp': 'webp',
  '.tif': 'tiff',
  '.tiff': 'tiff',
};

/** PNG has no quality: asking for one would cost it its colours. */
const SETTINGS = {
  png: {},
  jpeg: { quality: 95, chromaSubsampling: '4:4:4' },
  webp: { quality: 95 },
  tiff: { compression: 'lzw', predictor: 'horizontal' },
} as const;

/** What the names of pictures that can be written end in. */
export const stillExtensions: readonly string[] = Object.keys(FORMATS);

/** Longest side of a picture in each format, in pixels. */
const LONGEST = { png: 2 ** 31 - 1, jpeg: 65_535, webp: 16_383, tiff: 2 ** 31 - 1 } as const;

/**
 * Checks that a picture of this size goes into the format that the name asks for.
 *
 * @throws {UsageError} for another extension, or a picture that is too large
 */
export function checkStillFormat(
  path: string,
  { width, height }: { readonly width: number; readonly height: number },
): void {
  const format = formatOf(path);
  if (Math.max(width, height) <= LONGEST[format]) return;
  throw new UsageError(
    `A ${format} picture can be at most ${LONGEST[format]} pixels wide and high, got ${width}×${height} for \`${path}\`: choose a smaller \`--size\` or write .png`,
  );
}

/**
 * Writes a picture as 8-bit sRGB: PNG, JPEG (quality 95, full chroma), WebP or TIFF (LZW) by
 * the name's extension. It appears under its name only when complete. Resolves to its absolute path.
 *
 * @throws {UsageError} for another extension, {@link OutputError} where it cannot be written.
 */
export async function writeStill(path: string, image: Image, rules: WriteRules = {}): Promise<string> {
  const format = formatOf(path);
  const file = await openPendingFile(path, rules);
  const raw = { width: image.width, height: image.height, channels: 3 as const };
  try {
    await sharp(imageToRgb24(image), { raw }).toFormat(format, SETTINGS[format]).toFile(file.temporary);
    await file.commit();
  } catch (error) {
    await file.discard();
    if (error instanceof OutputError) throw error;
    const full = /no space left/i.test((error as Error).message);
    throw new OutputError(
      full
        ? `The disk of \`${path}\` is full: free some space`
        : `\`${path}\` cannot be written: ${(error as Error).message}`,
      error,
    );
  }
  return file.path;
}

function formatOf(path: string): 'png' | 'jpeg' | 'webp' | 'tiff' {
  const format = FORMATS[extname(path).toLowerCase()];
  if (!format) {
    throw new UsageError(`Expected the output to end in ${Object.keys(FORMATS).join(', ')}, got \`${path}\``);
  }
  return format;
}
