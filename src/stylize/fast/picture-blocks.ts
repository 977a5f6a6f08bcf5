import type { Image, Size } from '../../image.js';
import { STACKED_CHANNELS } from './layers.js';

/** Sides of a picture are made multiples of this. */
const MULTIPLE = 4;

/** The size of the grid of 2×2 blocks that a picture is stacked on, with so many mirrored pixels on every side. */
export function blockGrid(
  { width, height }: Size,
  border = 0,
): { readonly columns: number; readonly rows: number } {
  const blocks = (side: number) => (Math.ceil((side + 2 * border) / MULTIPLE) * MULTIPLE) / 2;
  return { columns: blocks(width), rows: blocks(height) };
}

/**
 * Stacks a picture's 2×2 blocks: `out[(4 c + 2 y + x) · rows · columns + block]` becomes colour c of the block's pixel
 * in row y, column x, less `mean[c]`. Beyond its border the picture is mirrored.
 *
 * @param out 12 · rows · columns values of `blockGrid`
 * @param border as of `blockGrid`, even
 */
export function stackBlocksInto(out: Float32Array, image: Image, mean: readonly number[], border = 0): void {
  const { width, height, data } = image;
  const { columns, rows } = blockGrid(image, border);
  const plane = columns * rows;
  // Of each column, but for those that are mirrored.
  const [first, end] = [border >> 1, (border + width) >> 1];
  for (let channel = 0; channel < STACKED_CHANNELS; channel++) {
    const [colour, dy, dx] = [channel >> 2, (channel >> 1) & 1, channel & 1];
    const less = mean[colour]!;
    for (let row = 0; row < rows; row++) {
      const line = (colour * height + mirrored(2 * row + dy - border, height)) * width;
      const to = channel * plane + row * columns;
      for (let column = 0; column < first; column++) {
        out[to + column] = data[line + mirrored(2 * column + dx - border, width)]! - less;
      }
      let from = line + dx;
      for (let column = first; column < end; column++, from += 2) out[to + column] = data[from]! - less;
      for (let column = end; column < columns; column++) {
        out[to + column] = data[line + mirrored(2 * column + dx - border, width)]! - less;
      }
    }
  }
}

/**
 * The picture of the given size that `stacked` holds, not limited; what was mirrored is left out.
 *
 * @param out its 3 · width · height values
 * @param border as of `blockGrid`, even
 */
export function unstackBlocksInto(out: Float32Array, stacked: Float32Array, size: Size, border = 0): void {
  const { width, height } = size;
  const { columns, rows } = blockGrid(size, border);
  const plane = rows * columns;
  const first = border >> 1;
  let at = 0;
  for (let colour = 0; colour < 3; colour++) {
    for (let y = 0; y < height; y++) {
      let block = (4 * colour + 2 * (y & 1)) * plane + ((y >> 1) + first) * columns + first;
      for (let x = 0; x < width; x += 2, block++, at += 2) {
        out[at] = stacked[block]!;
        if (x + 1 < width) out[at + 1] = stacked[block + plane]!;
      }
      at -= width & 1;
    }
  }
}

/** The same, as a picture of its own. */
export function unstackBlocks(stacked: Float32Array, size: Size): Image {
  const data = new Float32Array(3 * size.width * size.height);
  unstackBlocksInto(data, stacked, size);
  return { width: size.width, height: size.height, data };
}

/** The place that `at` has in 0 … size − 1, mirrored at both ends as often as it takes. */
function mirrored(at: number, size: number): number {
  if (size === 1) return 0;
  const round = Math.abs(at) % (2 * size - 2);
  return round < size ? round : 2 * size - 2 - round;
}
