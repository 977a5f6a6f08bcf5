import type { Image } from '../../../image.js';

const weight = 20_000;
/** Side of a cell: whatever the painter repeats, it repeats after so many pixels, as its coarsest grid does. */
const CELL = 4;
/** Cells to each side that are averaged over. */
const REACH = 1;

/**
 * Adds the gradient of how much of a picture repeats with the grid that it is painted on: strokes lie anywhere, a weave lies
 * on the grid. Of the picture's second differences, the mean at each place of a cell over the cells around is taken, less
 * that of all places: the mean square of it counts. Smooth changes have no second differences, strokes no place of their
 * own, so neither is changed.
 *
 * @param pull gradient by the picture, to which this one is added
 * @param picture its sides are multiples of 4
 * @returns the mean square, unweighted
 */
export function addGridPattern(pull: Float32Array, picture: Image): number {
  const { width, height } = picture;
  const pattern = averaged(withoutCellMeans(secondDifferences(picture), width), width, height);
  const { length } = pattern;
  const back = averaged(pattern, width, height);
  const factor = weight / (4 * length);
  forInside(width, height, length, (p) => {
    const slope = factor * back[p]!;
    pull[p]! += 4 * slope;
    for (const step of [1, width]) {
      pull[p - step]! -= slope;
      pull[p + step]! -= slope;
    }
  });
  return pattern.reduce((sum, value) => sum + value * value, 0) / length;
}

/** A pixel less the mean of its four neighbours, halved; 0 on the border. */
function secondDifferences({ width, height, data }: Image): Float32Array {
  const out = new Float32Array(data.length);
  forInside(width, height, data.length, (p) => {
    out[p] = (4 * data[p]! - data[p - 1]! - data[p + 1]! - data[p - width]! - data[p + width]!) / 8;
  });
  return out;
}

/** Every pixel of all planes that is not on a border. */
function forInside(width: number, height: number, length: number, visit: (p: number) => void): void {
  for (let plane = 0; plane < length; plane += width * height) {
    for (let y = 1; y < height - 1; y++) {
      const first = plane + y * width;
      for (let p = first + 1; p < first + width - 1; p++) visit(p);
    }
  }
}

/** Planes less the mean of each cell. */
function withoutCellMeans(planes: Float32Array, width: number): Float32Array {
  const out = new Float32Array(planes.length);
  const rows = planes.length / width;
  for (let top = 0; top < rows; top += CELL) {
    for (let left = 0; left < width; left += CELL) {
      let sum = 0;
      const first = top * width + left;
      for (let i = 0; i < CELL * CELL; i++) sum += planes[first + Math.floor(i / CELL) * width + (i % CELL)]!;
      for (let i = 0; i < CELL * CELL; i++) {
        const p = first + Math.floor(i / CELL) * width + (i % CELL);
        out[p] = planes[p]! - sum / (CELL * CELL);
      }
    }
  }
  return out;
}

/** The mean at the same place of the cells around, beyond the border 0: a symmetric map. */
function averaged(planes: Float32Array, width: number, height: number): Float32Array {
  const across = new Float32Array(planes.length);
  const out = new Float32Array(planes.length);
  for (let line = 0; line < planes.length; line += width) {
    for (let place = 0; place < CELL; place++) meansInto(across, planes, line + place, CELL, width / CELL);
  }
  for (let plane = 0; plane < planes.length; plane += width * height) {
    for (let place = 0; place < CELL * width; place++) {
      meansInto(out, across, plane + place, CELL * width, height / CELL);
    }
  }
  return out;
}

/** Means of `2 · REACH + 1` of `count` values that begin at `first` and lie `step` apart. */
function meansInto(
  out: Float32Array,
  values: Float32Array,
  first: number,
  step: number,
  count: number,
): void {
  let sum = 0;
  for (let i = 0; i < Math.min(REACH, count); i++) sum += values[first + i * step]!;
  for (let i = 0; i < count; i++) {
    if (i + REACH < count) sum += values[first + (i + REACH) * step]!;
    out[first + i * step] = sum / (2 * REACH + 1);
    if (i >= REACH) sum -= values[first + (i - REACH) * step]!;
  }
}
