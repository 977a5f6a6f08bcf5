import type { Image } from '../image.js';
import { resizePlane } from '../image-resize.js';
import type { KeyGuide } from './loss/key-guide.js';
import type { TemporalPrior } from './loss/prior.js';
import type { Size } from './network/layers.js';

/** What a frame adds to a pixel's convergence: so long a region that was uncovered is worked on more than the rest. */
const perFrame = 1 / 8;

/**
 * By pixel of a scale, how much there is still to be found: 1 where nothing is known, 0 where the paint has settled, and
 * where key frames say what it is.
 */
export function unconvergedShare(
  { target, convergence }: TemporalPrior,
  { width, height }: Size,
  guide?: KeyGuide,
): Float32Array {
  const found = guide ? convergence.map((share, p) => share + guide.weight[p]! * (1 - share)) : convergence;
  return resizePlane(found, target.width, target.height, width, height).map(
    (share) => 1 - Math.min(1, Math.max(0, share)),
  );
}

/**
 * The convergence of a frame, once painted: one more frame than that of the past it was painted from. A
 * frame painted alone has had a first frame's full schedule, and what key frames show is finished.
 */
export function convergenceOf(
  { width, height }: Image,
  prior: TemporalPrior | undefined,
  guide?: KeyGuide,
): Float32Array {
  if (prior === undefined) return new Float32Array(width * height).fill(1);
  return prior.convergence.map((share, p) =>
    Math.min(1, Math.max(0, share, guide?.weight[p] ?? 0) + perFrame),
  );
}
