import type { Image, Size } from '../../image.js';

/** Pixels that a picture is continued by on every side: more than a network's own padding shows within. */
const BORDER = 40;
/** Sides are made multiples of this: networks halve pictures twice and enlarge them again. */
const MULTIPLE = 4;

/** The size of a picture of the given size with its border. */
export function borderedSize({ width, height }: Size): Size {
  const side = (length: number) => Math.ceil((length + 2 * BORDER) / MULTIPLE) * MULTIPLE;
  return { width: side(width), height: side(height) };
}

/**
 * Planes of a picture continued on every side by their mirror image, the border pixel not repeated; at the right and the
 * lower side by up to three pixels more.
 *
 * @param planes of the picture's size, one after the other
 * @param margin pixels at every side of the planes that are mirrored already: they are made anew, from within
 */
export function withBorder(planes: Float32Array, { width, height }: Size, margin: number): Float32Array {
  const inner = { width: width - 2 * margin, height: height - 2 * margin };
  const size = borderedSize(inner);
  const count = planes.length / (width * height);
  const out = new Float32Array(count * size.width * size.height);
  const columns = Int32Array.from(
    { length: size.width },
    (_, x) => margin + mirrored(x - BORDER, inner.width),
  );
  let at = 0;
  for (let plane = 0; plane < count; plane++) {
    for (let y = 0; y < size.height; y++) {
      const row = (plane * height + margin + mirrored(y - BORDER, inner.height)) * width;
      for (let x = 0; x < size.width; x++) out[at++] = planes[row + columns[x]!]!;
    }
  }
  return out;
}

/** The picture of the given size, with its margin, out of three planes of its bordered size. */
export function withoutBorder(planes: Float32Array, size: Size, margin: number): Image {
  const { width, height } = size;
  const bordered = borderedSize({ width: width - 2 * margin, height: height - 2 * margin });
  const inset = BORDER - margin;
  const data = new Float32Array(3 * width * height);
  for (let plane = 0; plane < 3; plane++) {
    for (let y = 0; y < height; y++) {
      const from = (plane * bordered.height + inset + y) * bordered.width + inset;
      data.set(planes.subarray(from, from + width), (plane * height + y) * width);
    }
  }
  return { width, height, data };
}

/** Position i of a row of n continued by reflection: … 2 1 | 0 1 2 … n−1 | n−2 … */
function mirrored(i: number, n: number): number {
  if (n === 1) return 0;
  const period = 2 * (n - 1);
  const phase = ((i % period) + period) % period;
  return phase < n ? phase : period - phase;
}
