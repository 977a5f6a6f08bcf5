import { extname } from 'node:path';
import sharp from 'sharp';
import { OutputError, UsageError } from '../../errors.js';
import { PICTURE_FORMATS, stillExtensions } from '../../formats/pictures.js';
import { type Image, imageToRgb24 } from '../../image.js';
import type { WriteRules } from '../output/may-write.js';
import { openPendingFile } from '../output/pending.js';
import type { Size } from './colour.js';

/**
 * Checks that a picture of this size goes into the format that the name asks for.
 *
 * @throws {UsageError} for another extension, or a picture that is too large
 */
export function checkStillFormat(path: string, { width, height }: Size): void {
  const format = formatOf(path);
  const { longest } = PICTURE_FORMATS[format];
  if (Math.max(width, height) <= longest) return;
  throw new UsageError(
    `A ${format} picture can be at most ${longest} pixels wide and high, got ${width}×${height} for \`${path}\`: choose a smaller \`--size\` or write .png`,
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
    const { settings } = PICTURE_FORMATS[format];
    await sharp(imageToRgb24(image), { raw }).toFormat(format, settings).toFile(file.temporary);
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

function formatOf(path: string): keyof typeof PICTURE_FORMATS {
  const extension = extname(path).toLowerCase();
  const formats = Object.entries<{ readonly extensions: readonly string[] }>(PICTURE_FORMATS);
  const found = formats.find(([, { extensions }]) => extensions.includes(extension))?.[0];
  if (found) return found as keyof typeof PICTURE_FORMATS;
  throw new UsageError(`Expected the output to end in ${stillExtensions.join(', ')}, got \`${path}\``);
}
