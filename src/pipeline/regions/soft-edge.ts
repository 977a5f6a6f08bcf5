import { boxBlur } from '../../flow/blur.js';
import type { Size } from '../../image.js';
import { greatestAround } from '../../plane-extremes.js';

/**
 * A mask whose edge falls off over `2 · reach` pixels outside of it; what lies in it stays as it is, so that what is kept
 * is kept whole.
 *
 * @param mask `width·height`, in [0,1]
 * @param reach pixels, ≥ 0; 0 leaves the mask as it is
 */
export function withSoftEdge(mask: Float32Array, { width, height }: Size, reach: number): Float32Array {
  if (reach === 0) return mask;
  const wide = greatestAround(mask, { width, height }, reach);
  const soft = boxBlur(wide, width, height, reach);
  return soft.map((value, p) => Math.max(mask[p]!, Math.min(1, value)));
}
