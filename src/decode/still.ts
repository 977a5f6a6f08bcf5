import { resolve } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { InputError } from '../errors.js';
import { type Image, imageFromRgb24 } from '../image.js';
import { checkRegularPath } from '../media/ffmpeg/regular-file.js';
import type { ImageInfo, PictureRef } from '../media/info.js';
import { fitSize, type Size } from './size.js';

/** Longest side of a picture that is read, in pixels. */
const MAX_SIDE = 16_384;

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
      throw new InputError(
        /missing|no such file/i.test(error.message)
          ? `\`${path}\` does not exist`
          : `\`${path}\` cannot be read as a picture: ${firstLine(error)}`,
        error,
      );
    });
  const { format = 'unknown', width, pageHeight, depth = '', orientation = 1, pages = 1 } = metadata;
  const height = pageHeight ?? metadata.height;
  if (width > MAX_SIDE || height > MAX_SIDE) {
    throw new InputError(
      `Expected \`${path}\` to be at most ${MAX_SIDE} pixels wide and high, got ${width}×${height}: scale it down first`,
    );
  }
  const turned = orientation >= 5;
  return {
    width: turned ? height : width,
    height: turned ? width : height,
    format,
    bitDepth: DEPTHS[depth] ?? 8,
    hasAlpha: metadata.hasAlpha ?? false,
    pages,
    delays: metadata.delay ?? [],
  };
}

/** What {@link probe} says of a still picture. @throws {InputError} as {@link readStill} */
export async function probeStill(path: string): Promise<ImageInfo> {
  await checkRegularPath(path);
  const { format, width, height } = await readPictureHeader(path);
  if (width < 2 || height < 2) {
    throw new InputError(`Expected \`${path}\` to be at least 2×2 pixels, got ${width}×${height}`);
  }
  return { kind: 'image', path: resolve(path), format, width, height, notices: [] };
}

/**
 * Reads a picture as sRGB: turned upright, transparency laid over white, any
 * depth and colour model, scaled down (never up) to a longest side of `size` pixels.
 *
 * @throws {InputError} for what is no picture, 1×1, damaged, or larger than 16384 pixels.
 */
export async function readStill(path: string, size: number | 'source' = 'source'): Promise<Image> {
  const fitted = fitSize(await probeStill(path), size);
  const opaque = (picture: Sharp) => picture.flatten({ background: '#ffffff' }).removeAlpha();
  return imageFromRgb24(await readBytes({ path, page: 0 }, fitted, opaque), fitted.width, fitted.height);
}

/**
 * Reads a picture as a mask at the given size: its luma where it is opaque, black where it is transparent, in [0,1],
 * row-major.
 *
 * @throws {InputError} as {@link readStill}
 */
export async function readMask(path: string, size: Size): Promise<Float32Array> {
  await probeStill(path);
  const grey = (picture: Sharp) => picture.flatten({ background: '#000000' }).removeAlpha().greyscale();
  const bytes = await readBytes({ path, page: 0 }, size, grey, 'b-w');
  return Float32Array.from(bytes, (value) => value / 255);
}

/**
 * Reads a picture as 8-bit sRGB with its opacity, upright, scaled to the given
 * size: interleaved RGBA whose colours are not multiplied by the opacity.
 *
 * @throws {InputError} where it is damaged.
 */
export async function readPicture(picture: PictureRef, size: Size): Promise<Uint8Array> {
  return readBytes(picture, size, (opened) => opened.ensureAlpha());
}

async function readBytes(
  { path, page }: PictureRef,
  { width, height }: Size,
  withAlpha: (picture: Sharp) => Sharp,
  colours: 'srgb' | 'b-w' = 'srgb',
): Promise<Uint8Array> {
  const upright = sharp(path, { limitInputPixels: MAX_SIDE ** 2, failOn: 'error', page }).rotate();
  try {
    return await withAlpha(upright)
      .toColourspace(colours)
      .resize(width, height, { fit: 'fill', kernel: 'lanczos3' })
      .raw({ depth: 'uchar' })
      .toBuffer();
  } catch (error) {
    throw new InputError(`\`${path}\` is a damaged picture: ${firstLine(error)}`, error);
  }
}

function firstLine(error: unknown): string {
  return (error as Error).message.split('\n')[0] as string;
}
