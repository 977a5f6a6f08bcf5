import type { Image } from '../../image.js';
import type { TrustedFlow } from './trusted-flow.js';

/** Motion, in pixels a frame, below which a trusted pixel counts as still. */
export const STILL_BELOW = 0.25;

/** How flicker is defined here; to be printed beside every value. */
export const FLICKER_DEFINITION =
  'flicker: mean |O[t] − O[t−1]| over RGB in [0,1] of the pixels that are still, ' +
  `which are those whose source flow from t−1 to t is trusted and shorter than ${STILL_BELOW} px`;

/** The pixels, by their number, that are still between two frames of the source. */
export function stillPixels({ flow, mask }: TrustedFlow): Uint32Array {
  const found: number[] = [];
  for (let p = 0; p < mask.data.length; p++) {
    const [u, v] = [flow.u[p] as number, flow.v[p] as number];
    if (mask.data[p] !== 0 && u * u + v * v < STILL_BELOW * STILL_BELOW) found.push(p);
  }
  return Uint32Array.from(found);
}

/** Mean absolute difference of two pictures of one size over the given pixels and RGB; NaN for no pixel. */
export function meanDifferenceAt(a: Image, b: Image, at: Uint32Array): number {
  const pixels = a.width * a.height;
  let sum = 0;
  for (const p of at) {
    for (let i = p; i < 3 * pixels; i += pixels)
      sum += Math.abs((a.data[i] as number) - (b.data[i] as number));
  }
  return sum / (3 * at.length);
}
