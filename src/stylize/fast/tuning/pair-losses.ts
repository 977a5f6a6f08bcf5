import type { Image } from '../../../image.js';
import type { Twin } from './twins.js';

const weights = { unsteadiness: 60, outside: 30 };

/** The mean squared difference between the twin painted and the painting moved; `factor` times its gradients are added to both pulls. */
export function addUnsteadiness(
  pulls: readonly [Float32Array, Float32Array],
  [crop, later]: readonly [Image, Image],
  { motion }: Twin,
  factor: number,
): number {
  const moved = motion.apply(crop).data;
  const { inside } = motion;
  const pixels = inside.length;
  const count =
    3 *
    Math.max(
      1,
      inside.reduce((sum, one) => sum + one, 0),
    );
  const slope = (2 * factor * weights.unsteadiness) / count;
  const gradient = new Float32Array(moved.length);
  let total = 0;
  for (let p = 0; p < pixels; p++) {
    if (inside[p] === 0) continue;
    for (let i = p; i < moved.length; i += pixels) {
      const apart = moved[i]! - later.data[i]!;
      total += apart * apart;
      gradient[i] = slope * apart;
      pulls[1][i]! -= gradient[i]!;
    }
  }
  motion.addTransposeInto(pulls[0], gradient);
  return total / count;
}

/** Adds the gradient of how far values lie outside [0,1], squared, a mean. */
export function addOutside(pull: Float32Array, { data }: Image): void {
  for (let i = 0; i < data.length; i++) {
    const beyond = Math.min(0, data[i]!) + Math.max(0, data[i]! - 1);
    pull[i] = pull[i]! + (2 * weights.outside * beyond) / data.length;
  }
}
