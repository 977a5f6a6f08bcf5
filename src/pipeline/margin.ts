import type { Size } from '../decode/size.js';
import { createImage, type Image } from '../image.js';

/**
 * Pixels that a picture is continued by on every side, mirrored, while it is
 * painted, and that are cut off again. The network pads with zeros, which shows
 * as a frame of a few pixels round whatever is optimised on it.
 */
export const margin = 6;

/** The size of a picture with its margin. */
export function sizeWithMargin({ width, height }: Size): Size {
  return { width: width + 2 * margin, height: height + 2 * margin };
}

/** The picture continued on every side by its mirror image, the border pixel not repeated. */
export function addMargin(image: Image): Image {
  const { width, height } = sizeWithMargin(image);
  const out = createImage(width, height);
  const pixels = image.width * image.height;
  for (let c = 0; c < 3; c++) {
    const plane = image.data.subarray(c * pixels, (c + 1) * pixels);
    addPlaneMarginInto(out.data.subarray(c * width * height, (c + 1) * width * height), plane, image);
  }
  return out;
}

/** One plane of a picture, `width·height` values, row-major, continued likewise. */
export function addPlaneMargin(plane: Float32Array, inner: Size): Float32Array {
  const { width, height } = sizeWithMargin(inner);
  const out = new Float32Array(width * height);
  addPlaneMarginInto(out, plane, inner);
  return out;
}

function addPlaneMarginInto(out: Float32Array, plane: Float32Array, inner: Size): void {
  const { width, height } = sizeWithMargin(inner);
  const beside = Array.from({ length: margin }, (_, i) => ({
    left: mirrored(i - margin, inner.width),
    right: mirrored(inner.width + i, inner.width),
  }));
  for (let y = 0; y < height; y++) {
    const from = mirrored(y - margin, inner.height) * inner.width;
    const to = y * width;
    out.set(plane.subarray(from, from + inner.width), to + margin);
    for (let i = 0; i < margin; i++) {
      const { left, right } = beside[i]!;
      out[to + i] = plane[from + left]!;
      out[to + margin + inner.width + i] = plane[from + right]!;
    }
  }
}

/** The picture without its margin. */
export function removeMargin(image: Image): Image {
  const { width, height } = image;
  const out = createImage(width - 2 * margin, height - 2 * margin);
  const pixels = out.width * out.height;
  for (let c = 0; c < 3; c++) {
    const plane = image.data.subarray(c * width * height, (c + 1) * width * height);
    removePlaneMarginInto(out.data.subarray(c * pixels, (c + 1) * pixels), plane, image);
  }
  return out;
}

/** One plane of a picture with its margin (`width·height` values, row-major, of the size with margin), without it. */
export function removePlaneMargin(plane: Float32Array, size: Size): Float32Array {
  const out = new Float32Array((size.width - 2 * margin) * (size.height - 2 * margin));
  removePlaneMarginInto(out, plane, size);
  return out;
}

function removePlaneMarginInto(out: Float32Array, plane: Float32Array, { width, height }: Size): void {
  const innerWidth = width - 2 * margin;
  for (let y = 0; y < height - 2 * margin; y++) {
    const from = (y + margin) * width + margin;
    out.set(plane.subarray(from, from + innerWidth), y * innerWidth);
  }
}

/** Position i of a row of n continued by reflection: … 2 1 | 0 1 2 … n−1 | n−2 … */
function mirrored(i: number, n: number): number {
  if (n === 1) return 0;
  const period = 2 * (n - 1);
  const phase = ((i % period) + period) % period;
  return phase < n ? phase : period - phase;
}
