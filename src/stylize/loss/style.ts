import assert from 'node:assert';
import type { LayerStatistics } from '../network/layers.js';
import type { Scale } from '../scales.js';
import { activeLayers, type StyleLossKind, type StylizerSettings } from '../settings.js';
import { covariance, type StyleDistances } from './style-distances.js';
import type { Tensor, TensorOperators } from './tensor-operators.js';
import type { GraphSite, InputsAs, LossTerm, TensorflowSite, WrittenTerm } from './term.js';

/** What style reads at a layer. */
export type StyleInputs = {
  /** The style's mean, [C]; absent where Gram matrices are compared. */
  readonly mean?: Float32Array;
  /** The style's covariance, or with Gram matrices its second moment, [C, C]. */
  readonly second: Float32Array;
  /** β₁ and β₂, the weights of the two, [2]. */
  readonly weights: Float32Array;
};

/** The inputs that pull a layer to `target` by `weight`, each part in units of its distance in `normaliser`. */
export function styleInputs(
  kind: StyleLossKind,
  target: LayerStatistics,
  weight: number,
  normaliser: StyleDistances,
): StyleInputs {
  const { mean, second } = styleTermWeights(kind, weight, normaliser);
  const weights = Float32Array.of(mean, second);
  return kind === 'gram'
    ? { second: target.secondMoment, weights }
    : { mean: target.mean, second: covariance(target), weights };
}

/** The weights of one layer's parts: its share of `weight`, halved between mean and covariance. */
export function styleTermWeights(
  kind: StyleLossKind,
  weight: number,
  normaliser: StyleDistances,
): { mean: number; second: number } {
  return kind === 'gram'
    ? { mean: 0, second: weight / normaliser.second }
    : { mean: (0.5 * weight) / normaliser.mean, second: (0.5 * weight) / normaliser.second };
}

/**
 * Style: styleWeight · Σ_l w_l (‖μ_l − μ*_l‖²_M / n_l + ‖Σ_l − Σ*_l‖²_M / m_l) / 2, or with Gram matrices
 * styleWeight · Σ_l w_l ‖S_l − S*_l‖²_M / m_l, which is the style loss of Gatys et al. 2016, eqs. 4 and 5. S is the second
 * moment, Σ the covariance, μ the mean, * the style's, n and m the distances of the shot's first frame
 * (`styleNormaliser`), and Σ_l w_l = 1. The norms are ‖D‖²_M = tr(M D M D) of matrices and dᵀMd of vectors with M the
 * network's metric of the layer; the identity, which gives Gatys' norm, where it has none.
 */
export const style: LossTerm<StyleInputs> = {
  async inputs({ settings, scale, style: statistics, normalisers }) {
    const inputs = styleLayersAt(settings, scale).map(({ layer, index, share }) => {
      const [target, normaliser] = [statistics[index], normalisers.style[index]];
      assert(target?.layer === layer && normaliser, `no statistics of the style at ${layer}`);
      const weight = settings.styleWeight * share;
      return [layer, styleInputs(settings.styleLoss, target, weight, normaliser)] as const;
    });
    return Object.fromEntries(inputs);
  },
  shapes({ channels: c }, { mean }) {
    const shapes = { second: [c, c], weights: [2] };
    return mean === undefined ? shapes : { mean: [c], ...shapes };
  },
  write: writeStyle,
  tensorflow: computeStyle,
};

/** The active style layers, by their number among these, that take part at a scale. */
function styleLayersAt(
  { styleLayers }: StylizerSettings,
  { shallow }: Scale,
): { layer: string; index: number; share: number }[] {
  const all = activeLayers(styleLayers).map((active, index) => ({ ...active, index }));
  const upper = all.filter(({ layer }) => !layer.startsWith('relu5'));
  return shallow && upper.length > 0 ? upper : all;
}

/**
 * With D the difference of second moments or of covariances and U = M D M, the loss ‖D‖²_M is Σ U∘D, and its derivative
 * by the feature f_p, one of n, is
 *
 *   (A f_p + b) / n,  A = 4 β₂ U,  b = 2 β₁ M (μ − μ*) − A μ
 *
 * where b belongs to the means alone: there dΣ = Σ_p (df_p (f_p − μ)ᵀ + …) / n.
 */
function writeStyle(
  { layout, features, metric }: GraphSite,
  inputs: InputsAs<StyleInputs, string>,
): WrittenTerm {
  const { graph } = layout;
  const c = features.channels;
  const mul = (a: string, b: string) => graph.node('Mul', [a, b]);
  const sum = (a: string) => graph.node('ReduceSum', [a], { keepdims: 0 });
  const weightAt = (index: number) => graph.node('Gather', [inputs.weights, graph.ints([index])]);
  const inverse = 1 / (features.width * features.height);
  const scaled = (weight: string, factor: number) => mul(weight, graph.floats(factor * inverse));
  const m = metric && graph.tensor(metric, [c, c]);

  const { mean, second } = layout.moments(features);
  const column = graph.node('Reshape', [mean, graph.ints([c, 1])]);
  let compared = second;
  if (inputs.mean !== undefined) {
    const row = graph.node('Reshape', [mean, graph.ints([1, c])]);
    compared = graph.node('Sub', [second, mul(column, row)]);
  }
  const difference = graph.node('Sub', [compared, inputs.second]);
  const measured =
    m === undefined ? difference : graph.node('MatMul', [graph.node('MatMul', [m, difference]), m]);
  const secondWeight = weightAt(1);
  let loss = mul(secondWeight, sum(mul(measured, difference)));
  const matrix = mul(measured, scaled(secondWeight, 4));
  let offset: string | undefined;
  if (inputs.mean !== undefined) {
    const target = graph.node('Reshape', [inputs.mean, graph.ints([c, 1])]);
    const meanDifference = graph.node('Sub', [column, target]);
    const meanMeasured = m === undefined ? meanDifference : graph.node('MatMul', [m, meanDifference]);
    const meanWeight = weightAt(0);
    loss = graph.node('Add', [loss, mul(meanWeight, sum(mul(meanMeasured, meanDifference)))]);
    const pull = mul(meanMeasured, scaled(meanWeight, 2));
    const centring = graph.node('Sub', [pull, graph.node('MatMul', [matrix, column])]);
    offset = graph.node('Reshape', [centring, graph.ints([c])]);
  }
  return { loss, gradient: (deeper) => layout.affine(features, matrix, offset, deeper) };
}

function computeStyle(
  { tf, features, metric }: TensorflowSite,
  inputs: InputsAs<StyleInputs, Tensor>,
): Tensor {
  const { mean, second } = moments(tf, features);
  const c = mean.size;
  const measured = (d: Tensor) => (metric === undefined ? d : tf.matMul(tf.tensor2d(metric, [c, c]), d));
  // tr(M D M D) is the sum of (MD)∘(MD)ᵀ.
  const norm = (d: Tensor) => {
    const md = measured(d);
    return tf.sum(tf.mul(md, tf.transpose(md)));
  };
  const [meanWeight, secondWeight] = tf.unstack(inputs.weights) as [Tensor, Tensor];
  if (inputs.mean === undefined) return tf.mul(norm(tf.sub(second, inputs.second)), secondWeight);
  const column = tf.expandDims(mean, 1);
  const own = tf.sub(second, tf.matMul(column, column, false, true));
  const spread = norm(tf.sub(own, inputs.second));
  const shift = tf.sub(column, tf.expandDims(inputs.mean, 1));
  const distance = tf.sum(tf.mul(measured(shift), shift));
  return tf.add(tf.mul(spread, secondWeight), tf.mul(distance, meanWeight));
}

/** First and second moments, [C] and [C, C], of features [1, C, H, W] in TensorFlow. */
export function moments(tf: TensorOperators, features: Tensor): { mean: Tensor; second: Tensor } {
  const [, channels, height, width] = features.shape as [number, number, number, number];
  const flat = tf.reshape(features, [channels, height * width]);
  const share = tf.div(flat, height * width);
  return { mean: tf.sum(share, 1), second: tf.matMul(share, flat, false, true) };
}
