import type { Image } from '../../src/image.js';
import { resizePlane } from '../../src/image-resize.js';
import { lumaOf } from './luma.js';

/** How much of a picture is as fine as pixels can show. */
export interface FinestOctave {
  /** Energy of what half the size cannot hold, over the luma's variance; 0 for a picture of one tone. */
  readonly share: number;
  /** The same energy, but its mean over the pixels of `where` alone, over the same variance; null without such pixels. */
  readonly shareWhere: number | null;
}

/**
 * Luma less the same luma at half the size (area means) and back (bilinear):
 * the mean of its square, divided by the variance of the whole picture's luma.
 * About 1 for a checkerboard of pixels, 0 for a smooth ramp.
 *
 * @param where `width·height`, 1 at the pixels of a second mean, 0 elsewhere
 */
export function finestOctave(image: Image, where?: Uint8Array): FinestOctave {
  const { width, height } = image;
  const luma = lumaOf(image);
  const [halfWidth, halfHeight] = [Math.ceil(width / 2), Math.ceil(height / 2)];
  const half = resizePlane(luma, width, height, halfWidth, halfHeight);
  const coarse = resizePlane(half, halfWidth, halfHeight, width, height);
  const mean = luma.reduce((sum, value) => sum + value, 0) / luma.length;
  let [variance, energy, energyWhere, count] = [0, 0, 0, 0];
  for (const [p, value] of luma.entries()) {
    variance += (value - mean) ** 2;
    const square = (value - (coarse[p] as number)) ** 2;
    energy += square;
    if (where?.[p] === 1) {
      energyWhere += square;
      count++;
    }
  }
  // A picture of one tone has only rounding left.
  const varied = variance / luma.length > 1e-10;
  const perVariance = (meanSquare: number) => (varied ? (meanSquare * luma.length) / variance : 0);
  return {
    share: perVariance(energy / luma.length),
    shareWhere: count === 0 ? null : perVariance(energyWhere / count),
  };
}
