import type { Image } from '../../image.js';
import { mulberry32 } from '../../random.js';
import type { TemporalPrior } from '../loss/prior.js';
import { renderInPalette } from './palette-map.js';

/** Grey noise, uniform in [0.25, 0.75] per value, the same for the same seed and size. */
export function noiseImage(width: number, height: number, seed: number): Image {
  const random = mulberry32(seed);
  return {
    width,
    height,
    data: Float32Array.from({ length: 3 * width * height }, () => 0.25 + 0.5 * random()),
  };
}

/**
 * Where a later frame starts from: the prior where it is trusted, elsewhere
 * the source in the colours that the painting gave to such colours so far, so
 * that uncovered regions start in the right palette rather than in the photo's.
 */
export function initialFromPrior(source: Image, prior: Pick<TemporalPrior, 'target' | 'weight'>): Image {
  const { width, height } = source;
  const pixels = width * height;
  const { data } = renderInPalette(source, prior.target, prior.weight);
  const target = prior.target.data;
  for (let p = 0; p < pixels; p++) {
    const trust = Math.min(1, prior.weight[p]!);
    for (let i = p; i < 3 * pixels; i += pixels) {
      const recoloured = data[i]!;
      data[i] = Math.min(1, Math.max(0, recoloured + trust * (target[i]! - recoloured)));
    }
  }
  return { width, height, data };
}
