/** A size in pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/**
 * A picture: planar CHW RGB, sRGB-encoded, nominally in [0,1].
 *
 * `data[c * width * height + y * width + x]` is channel c (0 red, 1 green,
 * 2 blue) of the pixel in column x, row y. Images are read-only to whoever
 * receives them; functions named `…Into(out, …)` write into their first argument.
 */
export interface Image extends Size {
  readonly data: Float32Array;
}

/** A picture of 8 bits: interleaved RGB, `3·width·height` bytes, rows top to bottom. */
export interface Rgb24Image extends Size {
  readonly bytes: Uint8Array;
}

/** An image of the given size, black. */
export function createImage(width: number, height: number): Image {
  return { width, height, data: new Float32Array(3 * width * height) };
}

/** What a byte stands for. */
const values = Float32Array.from({ length: 256 }, (_, byte) => byte * (1 / 255));

/** Interleaved 8-bit RGB (`3·width·height` bytes, rows top to bottom) to a planar image in [0,1]. */
export function imageFromRgb24(bytes: Uint8Array, width: number, height: number): Image {
  const pixels = width * height;
  if (bytes.length !== 3 * pixels) {
    throw new RangeError(`Expected ${3 * pixels} bytes for ${width}×${height} rgb24, got ${bytes.length}`);
  }
  const data = new Float32Array(3 * pixels);
  for (let p = 0, i = 0; p < pixels; p++, i += 3) {
    data[p] = values[bytes[i]!]!;
    data[pixels + p] = values[bytes[i + 1]!]!;
    data[2 * pixels + p] = values[bytes[i + 2]!]!;
  }
  return { width, height, data };
}

/** A planar image to interleaved 8-bit RGB, rounded to nearest and clamped to 0…255. */
export function imageToRgb24(image: Image): Uint8Array {
  const { width, height, data } = image;
  const pixels = width * height;
  const bytes = new Uint8ClampedArray(3 * pixels);
  for (let p = 0, i = 0; p < pixels; p++, i += 3) {
    bytes[i] = data[p]! * 255;
    bytes[i + 1] = data[pixels + p]! * 255;
    bytes[i + 2] = data[2 * pixels + p]! * 255;
  }
  return new Uint8Array(bytes.buffer);
}

/** The bytes that {@link imageFromRgb24} makes just this image of; undefined where there are none. */
export function exactRgb24(image: Image): Uint8Array | undefined {
  const bytes = imageToRgb24(image);
  const { data } = image;
  const pixels = image.width * image.height;
  for (let p = 0, i = 0; p < pixels; p++, i += 3) {
    if (data[p] !== values[bytes[i]!]) return undefined;
    if (data[pixels + p] !== values[bytes[i + 1]!]) return undefined;
    if (data[2 * pixels + p] !== values[bytes[i + 2]!]) return undefined;
  }
  return bytes;
}

/** Luma of pixel p of a picture's `data`, 0.2126 R + 0.7152 G + 0.0722 B of the encoded values (BT.709). */
export function lumaAt(data: Float32Array, pixels: number, p: number): number {
  return 0.2126 * data[p]! + 0.7152 * data[pixels + p]! + 0.0722 * data[2 * pixels + p]!;
}
