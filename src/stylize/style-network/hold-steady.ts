import type { Image } from '../../image.js';
import type { TemporalPrior } from '../loss/prior.js';
import { clamped } from '../residual.js';
import { withDetailOf } from './detail.js';

/**
 * A frame that was painted alone, held to what the past says: x ← x + hold · weight · (past − x). It gets back the fine
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
  const data = alone.data.map((value, i) => value + hold * weight[i % pixels]! * (target.data[i]! - value));
  const held = { width, height, data };
  return clamped(detail ? withDetailOf(held, alone) : held);
}
