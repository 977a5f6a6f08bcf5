import type { Image } from '../../image.js';
import { resizePainting } from '../../image-resize.js';
import type { Engine } from '../engines/engine.js';
import { clamped } from '../residual.js';
import type { Scale } from '../scales.js';
import type { StylizerSettings } from '../settings.js';
import type { ScaleNormalisers } from '../shot-state.js';
import type { LayerStatistics } from './loss.js';
import { styleNormaliser } from './style.js';

/** The network's metric M of each layer that has one. */
export type LayerMetrics = ReadonlyMap<string, Float32Array>;

/** Layers whose weight is above 0, in the order given. */
export function activeLayers(weights: Readonly<Record<string, number>>): { layer: string; weight: number }[] {
  return Object.entries(weights)
    .filter(([, weight]) => weight > 0)
    .map(([layer, weight]) => ({ layer, weight }));
}

/** Which of the active style layers (by their number) take part at a scale, and with what share of the term. */
export function styleLayersAt(
  { styleLayers }: StylizerSettings,
  { shallow }: Pick<Scale, 'shallow'>,
): { layer: string; index: number; share: number }[] {
  const active = activeLayers(styleLayers);
  const total = active.reduce((sum, { weight }) => sum + weight, 0);
  const all = active.map(({ layer, weight }, index) => ({ layer, index, share: weight / total }));
  const upper = all.filter(({ layer }) => !layer.startsWith('relu5'));
  return shallow && upper.length > 0 ? upper : all;
}

/**
 * Statistics of the style picture as it is seen at a scale.
 *
 * @param longest its longer side there, in pixels
 */
export async function styleTargets(
  engine: Engine,
  style: Image,
  longest: number,
  settings: StylizerSettings,
): Promise<LayerStatistics[]> {
  const factor = longest / Math.max(style.width, style.height);
  const sized = resizePainting(
    style,
    Math.max(16, Math.round(style.width * factor)),
    Math.max(16, Math.round(style.height * factor)),
  );
  const layers = activeLayers(settings.styleLayers).map(({ layer }) => layer);
  return engine.statistics(clamped(sized), layers);
}

/** What a shot is measured against at one scale, from its first source frame at that size. */
export async function measureNormalisers(
  engine: Engine,
  source: Image,
  targets: readonly LayerStatistics[],
  metrics: LayerMetrics,
  settings: StylizerSettings,
): Promise<ScaleNormalisers> {
  const layers = targets.map(({ layer }) => layer);
  const statistics = await engine.statistics(source, layers);
  const contentLayers = activeLayers(settings.contentLayers).map(({ layer }) => layer);
  const features = await engine.features(source, contentLayers);
  return {
    width: source.width,
    height: source.height,
    style: targets.map((target, i) =>
      styleNormaliser(
        settings.styleLoss,
        statistics[i] as LayerStatistics,
        target,
        metrics.get(target.layer),
      ),
    ),
    content: features.map(({ data }) => Math.max(meanSquare(data), Number.MIN_VALUE)),
  };
}

function meanSquare(values: Float32Array): number {
  let total = 0;
  for (const value of values) total += value * value;
  return total / values.length;
}
