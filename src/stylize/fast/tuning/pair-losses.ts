import type { Image } from '../../../image.js';

const weights = { unsteadiness: 120, outside: 30 };

/**
 * The mean squared difference between a twin painted and what it is `wanted` to look like, over what is inside; `factor`
 * times its gradient by the former is added to `pull`.
 *
 * @param inside 1 or 0 by pixel
 */
export function addUnsteadiness(
  pull: Float32Array,
  { data }: Image,
  { data: wanted }: Image,
  inside: Uint8Array,
  factor: number,
): number {
  const pixels = inside.length;
  const count =
    3 *
    Math.max(
      1,
      inside.reduce((sum, one) => sum + one, 0),
    );
  const slope = (2 * factor * weights.unsteadiness) / count;
  let total = 0;
  for (let i = 0; i < data.length; i++) {
    if (inside[i % pixels] === 0) continue;
    const apart = data[i]! - wanted[i]!;
    total += apart * apart;
    pull[i]! += slope * apart;
  }
  return total / count;
}

/** Adds the gradient of how far values lie outside [0,1], squared, a mean. */
export function addOutside(pull: Float32Array, { data }: Image): void {
  for (let i = 0; i < data.length; i++) {
    const beyond = Math.min(0, data[i]!) + Math.max(0, data[i]! - 1);
    pull[i] = pull[i]! + (2 * weights.outside * beyond) / data.length;
  }
}
