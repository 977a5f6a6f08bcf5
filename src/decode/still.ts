import { resolve } from 'node:path';
import sharp from 'sharp';
import { InputError } from '../errors.js';
import { type Image, imageFromRgb24 } from '../image.js';
import { checkRegularPath } from '../media/ffmpeg/regular-file.js';
import type { ImageInfo } from '../media/info.js';
import { fitSize } from './size.js';

/** Longest side of a picture that is read, in pixels. */
export const MAX_STILL_SIDE = 16_384;

/** What {@link probe} says of a still picture. */
export async function probeStill(path: string): Promise<ImageInfo> {
  const { format, width, height, orientation = 1 } = await readMetadata(path);
  const turned = orientation >= 5;
  return {
    kind: 'image',
    path: resolve(path),
    format,
    width: turned ? height : width,
    height: turned ? width : height,
    notices: [],
  };
}

/**
 * Reads a picture as sRGB: turned upright, transparency laid over white, any
 * depth and colour model, scaled down (never up) to a longest side of `size` pixels.
 *
 * @throws {InputError} for what is no picture, 1×1, damaged, or larger than {@link MAX_STILL_SIDE}.
 */
export async function readStill(path: string, size: number | 'source' = 'source'): Promise<Image> {
  const info = await probeStill(path);
  const { width, height } = fitSize(info, size);
  try {
    const { data, info: got } = await sharp(path, { limitInputPixels: MAX_STILL_SIDE ** 2, failOn: 'error' })
      .rotate()
      .flatten({ background: '#ffffff' })
      .toColourspace('srgb')
      .resize(width, height, { fit: 'fill', kernel: 'lanczos3' })
      .removeAlpha()
      .raw({ depth: 'uchar' })
      .toBuffer({ resolveWithObject: true });
    return imageFromRgb24(got.channels === 1 ? greyToRgb(data) : data, got.width, got.height);
  } catch (error) {
    throw new InputError(`\`${path}\` is a damaged picture: ${firstLine(error)}`, error);
  }
}

async function readMetadata(
  path: string,
): Promise<{ format: string; width: number; height: number; orientation?: number | undefined }> {
  await checkRegularPath(path);
  const metadata = await sharp(path, { limitInputPixels: false })
    .metadata()
    .catch((error: Error) => {
      throw new InputError(
        /missing|no such file/i.test(error.message)
          ? `\`${path}\` does not exist`
          : `\`${path}\` cannot be read as a picture: ${firstLine(error)}`,
        error,
      );
    });
  const { format = 'unknown', width = 0, height = 0, orientation } = metadata;
  if (width > MAX_STILL_SIDE || height > MAX_STILL_SIDE) {
    throw new InputError(
      `Expected \`${path}\` to be at most ${MAX_STILL_SIDE} pixels wide and high, got ${width}×${height}: scale it down first`,
    );
  }
  if (width < 2 || height < 2) {
    throw new InputError(`Expected \`${path}\` to be at least 2×2 pixels, got ${width}×${height}`);
  }
  return { format, width, height, orientation };
}

function firstLine(error: unknown): string {
  return (error as Error).message.split('\n')[0] as string;
}

function greyToRgb(grey: Uint8Array): Uint8Array {
  const rgb = new Uint8Array(3 * grey.length);
  for (let i = 0; i < grey.length; i++) rgb.fill(grey[i] as number, 3 * i, 3 * i + 3);
  return rgb;
}
