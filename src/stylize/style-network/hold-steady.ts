import type { Image } from '../../image.js';
import type { TemporalPrior } from '../loss/prior.js';
import { withDetailOf } from './detail.js';

/**
 * A frame that was painted alone, held to what the past says: x ← x + hold · weight · (past − x). It gets back the
 * detail that this takes, unless `detail` is false. In [0,1].
 *
 * @param hold share of the past where its weight is 1, in [0,1]
 */
export function heldSteady(
  alone: Image,
  { target, weight }: TemporalPrior,
  hold: number,
  { detail = true }: { readonly detail?: boolean } = {},
): Image {
  if (hold === 0) return alone;
  const { width, height } = alone;
  const pixels = weight.length;
  const mixed = alone.data.slice();
  for (let plane = 0; plane < mixed.length; plane += pixels) {
    for (let p = 0; p < pixels; p++) {
      const own = mixed[plane + p]!;
      mixed[plane + p] = own + hold * weight[p]! * (target.data[plane + p]! - own);
    }
  }
  const held = { width, height, data: mixed };
  const { data } = detail ? withDetailOf(held, alone) : held;
  for (let i = 0; i < data.length; i++) data[i] = Math.min(1, Math.max(0, data[i]!));
  return { width, height, data };
}
