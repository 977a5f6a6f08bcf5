import type { Image, Size } from '../../../image.js';
import { stackBlocksInto, unstackBlocks } from '../picture-blocks.js';

const none = [0, 0, 0];

/** A picture's colours less `mean`, through a 3 × 3 matrix, stacked. */
export function stackPicture(
  picture: Image,
  matrix: readonly number[],
  mean: readonly number[] = none,
): Float32Array {
  const out = new Float32Array(picture.data.length);
  stackBlocksInto(out, mapColours(picture, matrix, mean, none), none);
  return out;
}

/** A stacked picture, its colours through a 3 × 3 matrix, plus `mean`. */
export function unstackPicture(
  stacked: Float32Array,
  size: Size,
  matrix: readonly number[],
  mean: readonly number[],
): Image {
  return mapColours(unstackBlocks(stacked, size), matrix, none, mean);
}

/** M (colour − before) + after, pixel by pixel. */
function mapColours(
  { width, height, data }: Image,
  matrix: readonly number[],
  before: readonly number[],
  after: readonly number[],
): Image {
  const n = width * height;
  const out = new Float32Array(3 * n);
  for (let p = 0; p < n; p++) {
    const [r, g, b] = [data[p]! - before[0]!, data[n + p]! - before[1]!, data[2 * n + p]! - before[2]!];
    for (let c = 0; c < 3; c++) {
      out[c * n + p] = matrix[3 * c]! * r + matrix[3 * c + 1]! * g + matrix[3 * c + 2]! * b + after[c]!;
    }
  }
  return { width, height, data: out };
}

/** Of a 3 × 3 matrix. */
export function transposed(m: readonly number[]): number[] {
  return [0, 3, 6, 1, 4, 7, 2, 5, 8].map((i) => m[i]!);
}
