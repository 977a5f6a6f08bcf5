import type { Size } from '../image.js';

/** A part of a picture, in pixels. */
export interface Part extends Size {
  readonly left: number;
  readonly top: number;
}

/**
 * Puts back the source outside a part of the picture: letterbox bars stay as they are.
 *
 * @param picture interleaved 8-bit RGB of `size`, changed in place
 * @param source of the same size
 */
export function keepOutside(picture: Uint8Array, source: Uint8Array, size: Size, part: Part): void {
  const row = 3 * size.width;
  const copy = (from: number, to: number): void => picture.set(source.subarray(from, to), from);
  copy(0, part.top * row);
  copy((part.top + part.height) * row, size.height * row);
  for (let y = part.top; y < part.top + part.height; y++) {
    copy(y * row, y * row + 3 * part.left);
    copy(y * row + 3 * (part.left + part.width), (y + 1) * row);
  }
}

/** A part of a small picture in the larger one, to the nearest pixel. */
export function enlargedPart({ left, top, width, height }: Part, small: Size, large: Size): Part {
  const across = (x: number): number => Math.round((x * large.width) / small.width);
  const down = (y: number): number => Math.round((y * large.height) / small.height);
  return {
    left: across(left),
    top: down(top),
    width: across(left + width) - across(left),
    height: down(top + height) - down(top),
  };
}
