import sharp from 'sharp';
import { InputError } from '../../errors.js';
import type { PictureRef } from '../../media/info.js';
import type { Size } from '../size.js';
import { MAX_STILL_SIDE } from '../still.js';

/** What the header of a picture tells. Size as displayed, after its EXIF orientation. */
export interface PictureHeader extends Size {
  readonly format: string;
  readonly bitDepth: number;
  readonly hasAlpha: boolean;
  /** Pages, more than one for an animation. */
  readonly pages: number;
  /** Milliseconds that each page is shown; empty for a still. */
  readonly delays: readonly number[];
}

const DEPTHS: Readonly<Record<string, number>> = { ushort: 16, short: 16, uint: 32, float: 32 };

/**
 * Reads the header of a picture file.
 *
 * @throws {InputError} where it is no picture, or too large.
 */
export async function readPictureHeader(path: string): Promise<PictureHeader> {
  const metadata = await sharp(path, { limitInputPixels: false })
    .metadata()
    .catch((error: Error) => {
      const reason = error.message.split('\n')[0];
      throw new InputError(`\`${path}\` cannot be read as a picture: ${reason}`, error);
    });
  const { width: w, pageHeight, height: total, orientation = 1, pages = 1, delay = [] } = metadata;
  const h = pageHeight ?? total;
  if (w > MAX_STILL_SIDE || h > MAX_STILL_SIDE) {
    throw new InputError(
      `Expected \`${path}\` to be at most ${MAX_STILL_SIDE} pixels wide and high, got ${w}×${h}: scale it down first`,
    );
  }
  const turned = orientation >= 5;
  return {
    ...{ width: turned ? h : w, height: turned ? w : h, format: metadata.format ?? 'unknown' },
    ...{ bitDepth: DEPTHS[metadata.depth ?? ''] ?? 8, hasAlpha: metadata.hasAlpha ?? false },
    ...{ pages, delays: delay },
  };
}

/**
 * Reads a picture as 8-bit sRGB with its opacity, upright, scaled to the given
 * size: interleaved RGBA whose colours are not multiplied by the opacity.
 *
 * @throws {InputError} where it is damaged.
 */
export async function readPicture({ path, page }: PictureRef, { width, height }: Size): Promise<Uint8Array> {
  try {
    const { data, info } = await sharp(path, { limitInputPixels: MAX_STILL_SIDE ** 2, failOn: 'error', page })
      .rotate()
      .toColourspace('srgb')
      .ensureAlpha()
      .resize(width, height, { fit: 'fill', kernel: 'lanczos3' })
      .raw({ depth: 'uchar' })
      .toBuffer({ resolveWithObject: true });
    return info.channels === 2 ? greyToRgba(data) : data;
  } catch (error) {
    throw new InputError(
      `\`${path}\` is a damaged picture: ${(error as Error).message.split('\n')[0]}`,
      error,
    );
  }
}

function greyToRgba(grey: Uint8Array): Uint8Array {
  const rgba = new Uint8Array(2 * grey.length);
  for (let i = 0; i < grey.length; i += 2) {
    rgba.fill(grey[i] as number, 2 * i, 2 * i + 3);
    rgba[2 * i + 3] = grey[i + 1] as number;
  }
  return rgba;
}
