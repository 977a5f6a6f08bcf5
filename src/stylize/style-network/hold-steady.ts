import type { Image } from '../../image.js';
import type { TemporalPrior } from '../loss/prior.js';
import { giveDetail, pictureAt, workspace } from './detail.js';

/**
 * A frame that was painted alone, held to what the past says: x ← x + hold · weight · (past − x). It gets back the
 * detail that this takes, unless `detail` is false. In [0,1].
 *
 * @param hold share of the past where its weight is 1, in [0,1]
 */
export function heldSteady(
  alone: Image,
  { target, weight }: Pick<TemporalPrior, 'target' | 'weight'>,
  hold: number,
  { detail = true }: { readonly detail?: boolean } = {},
): Image {
  if (hold === 0) return alone;
  const { width, height } = alone;
  const place = workspace(alone);
  const { kernels, floats } = place;
  floats.set(alone.data, place.like / 4);
  floats.set(target.data, place.spare / 4);
  floats.set(weight, place.weight / 4);
  const bytes = 4 * weight.length;
  for (let at = 0; at < 4 * alone.data.length; at += bytes) {
    kernels.mix(place.like + at, place.spare + at, place.weight, hold, place.out + at, weight.length);
  }
  if (detail) giveDetail(place);
  kernels.limit(place.out, alone.data.length);
  return { width, height, data: pictureAt(place) };
}
