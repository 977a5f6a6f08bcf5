import type { Size } from './image.js';

/** A part of a frame, in pixels. */
export interface Part extends Size {
  readonly left: number;
  readonly top: number;
}

/**
 * A part of an interleaved 8-bit RGB frame, as a planar picture in [0,1].
 *
 * @param out 3 · width · height values of the part
 * @param frameWidth of the whole frame
 */
export function cropRgb24Into(out: Float32Array, rgb24: Uint8Array, frameWidth: number, part: Part): void {
  const { left, top, width, height } = part;
  const pixels = width * height;
  const scale = 1 / 255;
  for (let y = 0, p = 0; y < height; y++) {
    for (let x = 0, i = 3 * ((top + y) * frameWidth + left); x < width; x++, p++, i += 3) {
      out[p] = rgb24[i]! * scale;
      out[pixels + p] = rgb24[i + 1]! * scale;
      out[2 * pixels + p] = rgb24[i + 2]! * scale;
    }
  }
}

/** Replaces a part of a frame by a planar picture, rounded to nearest and limited to 0 … 255. */
export function pasteIntoRgb24(
  rgb24: Uint8Array,
  frameWidth: number,
  part: Part,
  picture: Float32Array,
): void {
  const { left, top, width, height } = part;
  const pixels = width * height;
  const out = new Uint8ClampedArray(rgb24.buffer, rgb24.byteOffset, rgb24.length);
  for (let y = 0, p = 0; y < height; y++) {
    for (let x = 0, i = 3 * ((top + y) * frameWidth + left); x < width; x++, p++, i += 3) {
      out[i] = picture[p]! * 255;
      out[i + 1] = picture[pixels + p]! * 255;
      out[i + 2] = picture[2 * pixels + p]! * 255;
    }
  }
}
