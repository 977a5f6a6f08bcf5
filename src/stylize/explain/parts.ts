import type { LossTermName } from '../../loss-terms.js';
import { activeLayers, type StylizerSettings } from '../settings.js';
import type { FinishedFrame } from './finished-frame.js';

/** Whether a part is left to the coarser scales. */
export function isCoarserOnly(
  { settings, scale }: Pick<FinishedFrame, 'settings' | 'scale'>,
  term: LossTermName,
  layer: string,
): boolean {
  return term === 'style' && scale.shallow && settings.deepestStyleLayers.includes(layer);
}

/** The weight of a term. */
export function weightOf(settings: StylizerSettings, term: LossTermName): number {
  return settings[`${term}Weight`];
}

/** The share of a layer in its term. */
export function shareOf(
  { contentLayers, styleLayers }: StylizerSettings,
  term: LossTermName,
  layer: string,
): number {
  const weights = term === 'content' ? contentLayers : term === 'style' ? styleLayers : {};
  return activeLayers(weights).find((active) => active.layer === layer)?.share ?? 1;
}
