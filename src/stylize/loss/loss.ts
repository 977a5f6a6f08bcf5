import type { LossTerms } from '../../loss-terms.js';

/**
 * First and second moments of one layer's features f over the positions p of a
 * picture: mean = mean of f_p, secondMoment = mean of f_p f_pᵀ.
 * The second moment is the Gram matrix of Gatys et al. 2015 divided by the
 * number of positions; secondMoment − mean meanᵀ is the covariance.
 */
export interface LayerStatistics {
  readonly layer: string;
  readonly channels: number;
  /** `channels` long. */
  readonly mean: Float32Array;
  /** `channels × channels`, row-major, symmetric. */
  readonly secondMoment: Float32Array;
}

/** How the style of a layer is compared: Gram matrices, or means and covariances. */
export type StyleLossKind = 'gram' | 'meancov';

/** The shape of a loss: all that decides the graph. Everything else is an input of it. */
export interface LossSpec {
  readonly width: number;
  readonly height: number;
  readonly contentLayers: readonly string[];
  readonly styleLayers: readonly string[];
  readonly styleLoss: StyleLossKind;
}

/**
 * What a picture x of `width × height` is pulled towards; the loss is the sum of four terms:
 *
 *   content  = Σ_l contentWeights[l] · mean((F_l(x) − contentTargets[l])²)
 *   style    = Σ_l ('gram')    styleWeights[l].second · ‖S_l − S*_l‖²_M
 *                  ('meancov') styleWeights[l].mean · ‖μ_l − μ*_l‖²_M + styleWeights[l].second · ‖Σ_l − Σ*_l‖²_M
 *   temporal = Σ_p temporalWeight[p] · Σ_c (x[c,p] − temporalTarget[c,p])²
 *   tv       = tvWeight · mean over channels and pixels of (∂x/∂horizontal)² + (∂x/∂vertical)²
 *
 * Content and style are those of Gatys et al. 2016, eqs. 1, 4, 5 and 7, with 'gram'; the temporal term is that of Ruder
 * et al. 2016, section 4. S is the second moment, Σ the covariance, * the style's. Departures: means in place of sums,
 * 'meancov' in place of Gram matrices, and the norms ‖D‖²_M = tr(M D M D) of matrices and dᵀMd of vectors, with M the
 * network's metric of that layer; the identity, which gives Gatys' norm, where it has none.
 */
export interface LossInputs {
  /** In the order of `contentLayers`, each CHW at that layer's size. */
  readonly contentTargets: readonly Float32Array[];
  readonly contentWeights: readonly number[];
  /** In the order of `styleLayers`. */
  readonly styleTargets: readonly LayerStatistics[];
  readonly styleWeights: readonly { readonly mean: number; readonly second: number }[];
  /** CHW, the picture's size. */
  readonly temporalTarget?: Float32Array | undefined;
  /** `width·height`; all zero where absent. */
  readonly temporalWeight?: Float32Array | undefined;
  readonly tvWeight: number;
}

export interface Evaluation {
  readonly terms: LossTerms;
  /** ∂total/∂x, CHW. Valid until the next call of `evaluate`. */
  readonly gradient: Float32Array;
}
