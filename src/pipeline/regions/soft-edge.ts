import { boxBlur } from '../../flow/blur.js';
import type { Size } from '../../image.js';

/**
 * A mask whose edge falls off over `2 · reach` pixels outside of it; what lies in it stays as it is, so that what is kept
 * is kept whole.
 *
 * @param mask `width·height`, in [0,1]
 * @param reach pixels, ≥ 0; 0 leaves the mask as it is
 */
export function withSoftEdge(mask: Float32Array, { width, height }: Size, reach: number): Float32Array {
  if (reach === 0) return mask;
  const wide = dilated(mask, width, height, reach);
  const soft = boxBlur(wide, width, height, reach);
  return soft.map((value, p) => Math.max(mask[p]!, Math.min(1, value)));
}

/** The greatest value within `by` pixels each way. */
function dilated(mask: Float32Array, width: number, height: number, by: number): Float32Array {
  const across = greatestAlong(mask, { length: width, step: 1, lines: height, lineStep: width }, by);
  return greatestAlong(across, { length: height, step: width, lines: width, lineStep: 1 }, by);
}

interface Lines {
  readonly length: number;
  readonly step: number;
  readonly lines: number;
  readonly lineStep: number;
}

function greatestAlong(
  mask: Float32Array,
  { length, step, lines, lineStep }: Lines,
  by: number,
): Float32Array {
  const out = new Float32Array(mask.length);
  for (let line = 0; line < lines; line++) {
    for (let i = 0; i < length; i++) {
      let greatest = 0;
      for (let k = Math.max(0, i - by); k <= Math.min(length - 1, i + by); k++) {
        greatest = Math.max(greatest, mask[line * lineStep + k * step]!);
      }
      out[line * lineStep + i * step] = greatest;
    }
  }
  return out;
}
