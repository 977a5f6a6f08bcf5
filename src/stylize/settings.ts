import type { LayerScales } from './layer-scales.js';

/** How the style of a layer is compared: Gram matrices, or means and covariances. */
export type StyleLossKind = 'gram' | 'meancov';

/** Layers and the weight of each within its term; at least one is above 0. */
export type LayerWeights = Readonly<Record<string, number>>;

/** Layers whose weight is above 0, in the order given, and the share of each in their sum. */
export function activeLayers(weights: LayerWeights): { layer: string; share: number }[] {
  const active = Object.entries(weights).filter(([, weight]) => weight > 0);
  const total = active.reduce((sum, [, weight]) => sum + weight, 0);
  return active.map(([layer, weight]) => ({ layer, share: weight / total }));
}

/** All that decides how a frame is painted; plain values, checked by the options table. */
export interface StylizerSettings {
  readonly contentLayers: LayerWeights;
  readonly styleLayers: LayerWeights;
  /** Those of style that scales leave out which are `shallow`. */
  readonly deepestStyleLayers: readonly string[];
  readonly layerScales: LayerScales;
  readonly styleLoss: StyleLossKind;
  readonly contentWeight: number;
  readonly styleWeight: number;
  /** Shares, of the whole, of the paintings that are blended with the style, which has what is left of 1. */
  readonly blend: readonly number[];
  readonly temporalWeight: number;
  readonly tvWeight: number;
  /** Of the pictures that are given for key frames. */
  readonly keyframeWeight: number;
  /** A frame of a clip, or a picture that stands alone. */
  readonly kind: 'clip' | 'picture';
  readonly quality: 'draft' | 'normal' | 'high';
  /** Cap of evaluations per frame at the finest scale; absent: by quality. */
  readonly iterations: number | undefined;
  readonly optimizer: 'lbfgs' | 'adam';
  readonly initialisation: 'content' | 'noise';
  /** Later frames start from their warped predecessors, or as first ones do. */
  readonly nextInitialisation: 'previous' | 'fresh';
  readonly seed: number;
  /** The painting is seen in the colours of each shot (Gatys et al. 2016, "Preserving color in neural artistic style transfer"). */
  readonly matchColours: boolean;
}

/** What of the settings may be otherwise for a frame. */
export interface Look
  extends Partial<
    Pick<
      StylizerSettings,
      'contentWeight' | 'styleWeight' | 'blend' | 'temporalWeight' | 'tvWeight' | 'keyframeWeight'
    >
  > {
  /** Strengths of the regions that are painted after paintings of their own, in [0,1]; the areas have them already. */
  readonly regions?: readonly number[];
  /** How many times as large the painting is seen as for other frames. */
  readonly enlarged?: number;
  /** Of a frame in one pass: the share of the past in it, in [0,1]. */
  readonly hold?: number;
}
