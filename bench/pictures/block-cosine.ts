import type { Image } from '../../src/image.js';

/** How far two gradients of one picture point the same way: by pixels, and averaged over blocks of pixels. */
export interface BlockCosines {
  readonly pixels: number;
  readonly blocks2: number;
  readonly blocks4: number;
}

/** Cosines of the angle between two pictures taken as vectors, at three resolutions. */
export function blockCosines(a: Image, b: Image): BlockCosines {
  return {
    pixels: cosine(a.data, b.data),
    blocks2: cosine(blockMeans(a, 2), blockMeans(b, 2)),
    blocks4: cosine(blockMeans(a, 4), blockMeans(b, 4)),
  };
}

/** a·b / (‖a‖ ‖b‖); 0 where either is zero. */
export function cosine(a: Float32Array, b: Float32Array): number {
  if (a.length !== b.length) throw new RangeError(`Expected ${a.length} values, got ${b.length}`);
  let [product, aa, bb] = [0, 0, 0];
  for (const [i, value] of a.entries()) {
    const other = b[i] as number;
    product += value * other;
    aa += value * value;
    bb += other * other;
  }
  return aa === 0 || bb === 0 ? 0 : product / Math.sqrt(aa * bb);
}

/** Means over blocks of `side`×`side` pixels, channel by channel; what does not fill a block is left out. */
export function blockMeans({ width, height, data }: Image, side: number): Float32Array {
  const [columns, rows] = [Math.floor(width / side), Math.floor(height / side)];
  const means = new Float32Array(3 * columns * rows);
  for (let c = 0; c < 3; c++) {
    for (let y = 0; y < rows * side; y++) {
      const to = (c * rows + Math.floor(y / side)) * columns;
      const from = (c * height + y) * width;
      for (let x = 0; x < columns * side; x++) {
        const at = to + Math.floor(x / side);
        means[at] = (means[at] as number) + (data[from + x] as number) / (side * side);
      }
    }
  }
  return means;
}
