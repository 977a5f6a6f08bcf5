import { resizeImage } from '../../image-resize.js';
import { activeLayers } from '../settings.js';
import { squaredDifference, writeSquaredDifference } from './quadratic.js';
import type { LossTerm } from './term.js';

/** What content reads at a layer. */
export type ContentInputs = {
  /** The source's features, [1, C, H, W]. */
  readonly target: Float32Array;
  /** The layer's weight over the number of its features, [1]. */
  readonly rate: Float32Array;
};

/** The inputs that give a mean squared difference from `target` the given weight. */
export function contentInputs(target: Float32Array, weight: number): ContentInputs {
  return { target, rate: Float32Array.of(weight / target.length) };
}

/**
 * Content: contentWeight · Σ_l w_l ‖F_l(x) − F_l(source)‖² / ‖F_l(the shot's first frame)‖², with Σ_l w_l = 1. It is the
 * content loss of Gatys et al. 2016, eq. 1, as a share of what there is, so that its weight means the same for every
 * layer, size and picture.
 */
export const content: LossTerm<ContentInputs> = {
  rate: 'rate',
  async inputs({ settings, scale, source, normalisers, features }) {
    const layers = activeLayers(settings.contentLayers);
    const found = await features(
      resizeImage(source, scale.width, scale.height),
      layers.map(({ layer }) => layer),
    );
    const inputs = layers.map(({ layer, share }, i) => {
      const weight = (settings.contentWeight * share) / normalisers.content[i]!;
      return [layer, contentInputs(found[i]!.data, weight)] as const;
    });
    return Object.fromEntries(inputs);
  },
  shapes: ({ channels, width, height }) => ({ target: [1, channels, height, width], rate: [1] }),
  write: (site, { target, rate }) => writeSquaredDifference(site, target, rate),
  tensorflow: (site, { target, rate }) => squaredDifference(site, target, rate),
};

/** What the content of a layer is divided by: its mean squared features in the shot's first frame. */
export function contentNormaliser(features: Float32Array): number {
  let total = 0;
  for (const value of features) total += value * value;
  return Math.max(total / features.length, Number.MIN_VALUE);
}
