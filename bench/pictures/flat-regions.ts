import type { Image } from '../../src/image.js';
import { lumaOf } from './luma.js';

/** A pixel is flat where the luma of the window round it deviates by less than this (five steps of 255). */
export const FLAT_DEVIATION = 0.02;
/** A picture with a smaller share of flat pixels has too few to say anything of them. */
export const FEWEST_FLAT = 0.01;
/** Pixels from a window's middle to its edge: 9×9. */
const reach = 4;

/**
 * Where a picture has next to no detail, such as sky and walls: 1 where the
 * standard deviation of the luma in the 9×9 pixels round a pixel (fewer at the
 * border) is below {@link FLAT_DEVIATION}. `width·height`.
 */
export function flatRegions(image: Image): Uint8Array {
  const { width, height } = image;
  const luma = lumaOf(image);
  const sums = summed(luma, width, height);
  const squares = summed(
    luma.map((value) => value * value),
    width,
    height,
  );
  const flat = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    const [top, bottom] = [Math.max(0, y - reach), Math.min(height, y + reach + 1)];
    for (let x = 0; x < width; x++) {
      const [left, right] = [Math.max(0, x - reach), Math.min(width, x + reach + 1)];
      const inside = (table: Float64Array) =>
        entry(table, width, right, bottom) -
        entry(table, width, left, bottom) -
        entry(table, width, right, top) +
        entry(table, width, left, top);
      const count = (right - left) * (bottom - top);
      const mean = inside(sums) / count;
      if (inside(squares) / count - mean * mean < FLAT_DEVIATION ** 2) flat[y * width + x] = 1;
    }
  }
  return flat;
}

/** Share of the pixels that are 1. */
export function shareOf(mask: Uint8Array): number {
  return mask.reduce((sum, value) => sum + value, 0) / mask.length;
}

/** Sums over all that lies above and to the left (Crow 1984); a row and a column of zeros come first. */
function summed(plane: Float32Array, width: number, height: number): Float64Array {
  const table = new Float64Array((width + 1) * (height + 1));
  for (let y = 0; y < height; y++) {
    let row = 0;
    for (let x = 0; x < width; x++) {
      row += plane[y * width + x] as number;
      table[(y + 1) * (width + 1) + x + 1] = entry(table, width, x + 1, y) + row;
    }
  }
  return table;
}

function entry(table: Float64Array, width: number, x: number, y: number): number {
  return table[y * (width + 1) + x] as number;
}
