import { createImage, type Image, type Size } from '../../../image.js';
import { paintBorder } from '../fast-graph.js';
import { STACKED_CHANNELS } from '../layers.js';
import { blockGrid, stackBlocksInto, unstackBlocksInto } from '../picture-blocks.js';

const none = [0, 0, 0];

/** A picture's colours less `mean`, through a 3 × 3 matrix, stacked as the painter takes it: with its border, mirrored. */
export function stackPicture(
  picture: Image,
  matrix: readonly number[],
  mean: readonly number[] = none,
): Float32Array {
  const out = stackOf(picture, paintBorder.pictures);
  stackBlocksInto(out, mapColours(picture, matrix, mean, none), none, paintBorder.pictures);
  return out;
}

/** What the painter gives, without its border, the colours through a 3 × 3 matrix, plus `mean`. */
export function unstackPicture(
  stacked: Float32Array,
  size: Size,
  matrix: readonly number[],
  mean: readonly number[],
): Image {
  const picture = createImage(size.width, size.height);
  unstackBlocksInto(picture.data, stacked, size, paintBorder.painted);
  return mapColours(picture, matrix, none, mean);
}

/** A gradient by a picture that {@link unstackPicture} made, as one by what it was made of; 0 in the border. */
export function stackGradient({ data, width, height }: Image, matrix: readonly number[]): Float32Array {
  const border = paintBorder.painted;
  const framed = createImage(width + 2 * border, height + 2 * border);
  for (let row = 0; row < 3 * height; row++) {
    const plane = Math.floor(row / height);
    const to = (plane * framed.height + border + (row % height)) * framed.width + border;
    framed.data.set(data.subarray(row * width, (row + 1) * width), to);
  }
  const out = stackOf(framed, 0);
  stackBlocksInto(out, mapColours(framed, transposed(matrix), none, none), none);
  return out;
}

function stackOf(size: Size, border: number): Float32Array {
  const { rows, columns } = blockGrid(size, border);
  return new Float32Array(STACKED_CHANNELS * rows * columns);
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
function transposed(m: readonly number[]): number[] {
  return [0, 3, 6, 1, 4, 7, 2, 5, 8].map((i) => m[i]!);
}
