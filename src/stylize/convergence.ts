import type { Image } from '../image.js';
import { resizePlane } from '../image-resize.js';
import type { TemporalPrior } from './loss/prior.js';
import type { Size } from './network/layers.js';

/** What a frame adds to a pixel's convergence: so long a region that was uncovered is worked on more than the rest. */
const perFrame = 1 / 8;

/** By pixel of a scale, how much there is still to be found: 1 where nothing is known, 0 where the paint has settled. */
export function unconvergedShare(
  { target, convergence }: TemporalPrior,
  { width, height }: Size,
): Float32Array {
  return resizePlane(convergence, target.width, target.height, width, height).map(
    (share) => 1 - Math.min(1, Math.max(0, share)),
  );
}

/**
 * The convergence of a frame, once painted: one more frame than that of the past it was painted from. A
 * frame painted alone has had a first frame's full schedule.
 */
export function convergenceOf({ width, height }: Image, prior: TemporalPrior | undefined): Float32Array {
  if (prior === undefined) return new Float32Array(width * height).fill(1);
  return prior.convergence.map((share) => Math.min(1, Math.max(0, share) + perFrame));
}
