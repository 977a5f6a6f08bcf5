import assert from 'node:assert';
import type { Features } from '../graph/layout.js';
import type { LayerStatistics } from '../network/layers.js';
import type { Scale } from '../scales.js';
import { activeLayers, type StyleLossKind, type StylizerSettings } from '../settings.js';
import { layerArea } from './layer-area.js';
import { covariance, type StyleDistances } from './style-distances.js';
import type { StyleTarget } from './style-mix.js';
import type { Tensor, TensorOperators } from './tensor-operators.js';
import type {
  FrameAtScale,
  GraphSite,
  InputsAs,
  LossTerm,
  TensorflowSite,
  TermInputs,
  WrittenTerm,
} from './term.js';

/**
 * What style reads at a layer. Where a picture is painted after several paintings, area by area, the inputs of the second
 * area are `mean1`, `second1`, … and so on.
 */
export type StyleInputs = {
  /** The style's mean, [C]; absent where Gram matrices are compared. */
  readonly mean?: Float32Array;
  /** The style's covariance, or with Gram matrices its second moment, [C, C]. */
  readonly second: Float32Array;
  /** β₁ and β₂, the weights of the two, [2]. */
  readonly weights: Float32Array;
  /** The share of each position in the statistics, [1, 1, H, W], which sum to 1; absent: all are alike. */
  readonly area?: Float32Array;
} & TermInputs;

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
  rate: 'weights',
  async inputs(frame) {
    const { settings, scale } = frame;
    const inputs = styleLayersAt(settings, scale).map((at) => {
      const ofAreas = frame.styles.map((target, area) => areaInputs(frame, at, target, area));
      return [at.layer, Object.assign({}, ...ofAreas) as StyleInputs] as const;
    });
    return Object.fromEntries(inputs);
  },
  shapes({ channels: c, width, height }, inputs) {
    const shapes = { mean: [c], second: [c, c], weights: [2], area: [1, 1, height, width] };
    const suffixes = new Set(['', ...Object.keys(inputs).map((name) => name.replace(/^[a-z]+/, ''))]);
    // Without these two there is nothing to compare with.
    const wanted = [...suffixes].flatMap((suffix) => [`second${suffix}`, `weights${suffix}`]);
    const names = new Set([...wanted, ...Object.keys(inputs)]);
    const entries = [...names].map((name) => {
      return [name, shapes[name.replace(/\d+$/, '') as keyof typeof shapes]] as const;
    });
    return Object.fromEntries(entries) as unknown as InputsAs<StyleInputs, readonly number[]>;
  },
  write: writeStyle,
  tensorflow: computeStyle,
};

/** The inputs of one area at a layer, under its names. */
function areaInputs(
  { settings, source, layerShape }: FrameAtScale,
  { layer, index, share }: StyleLayer,
  { statistics, distances, area: plane }: StyleTarget,
  number: number,
): StyleInputs {
  const [target, distance] = [statistics[index], distances[index]];
  assert(target?.layer === layer && distance, `no statistics of the style at ${layer}`);
  const weight = settings.styleWeight * share;
  if (plane === undefined) return styleInputs(settings.styleLoss, target, weight, distance);
  const area = layerArea(plane, source, layerShape(layer));
  // Every position is pulled as strongly as where there is but one painting.
  const inputs = styleInputs(settings.styleLoss, target, weight * area.share, distance);
  const named = Object.entries({ ...inputs, area: area.weights });
  const entries = named.map(([name, value]) => [`${name}${suffixOf(number)}`, value]);
  return Object.fromEntries(entries) as StyleInputs;
}

/** What the names of an area's inputs end in. */
function suffixOf(area: number): number | '' {
  return area === 0 ? '' : area;
}

/** The inputs of each area, under their plain names. */
function byArea<Value>(inputs: InputsAs<StyleInputs, Value>): AreaInputs<Value>[] {
  const all = inputs as Readonly<Record<string, Value>>;
  const areas: AreaInputs<Value>[] = [];
  for (let i = 0; all[`second${suffixOf(i)}`] !== undefined; i++) {
    const of = (name: string) => all[`${name}${suffixOf(i)}`];
    areas.push({ mean: of('mean'), second: of('second')!, weights: of('weights')!, area: of('area') });
  }
  return areas;
}

interface AreaInputs<Value> {
  readonly mean: Value | undefined;
  readonly second: Value;
  readonly weights: Value;
  readonly area: Value | undefined;
}

interface StyleLayer {
  readonly layer: string;
  /** Among the active ones. */
  readonly index: number;
  readonly share: number;
}

/** The active style layers, by their number among these, that take part at a scale. */
function styleLayersAt(
  { styleLayers, deepestStyleLayers }: StylizerSettings,
  { shallow }: Scale,
): StyleLayer[] {
  const all = activeLayers(styleLayers).map((active, index) => ({ ...active, index }));
  const upper = all.filter(({ layer }) => !deepestStyleLayers.includes(layer));
  return shallow && upper.length > 0 ? upper : all;
}

/**
 * With D the difference of second moments or of covariances and U = M D M, the loss ‖D‖²_M is Σ U∘D, and its derivative
 * by the feature f_p, one of n, is
 *
 *   (A f_p + b) / n,  A = 4 β₂ U,  b = 2 β₁ M (μ − μ*) − A μ
 *
 * where b belongs to the means alone: there dΣ = Σ_p (df_p (f_p − μ)ᵀ + …) / n. In the statistics of an area the share of
 * each position takes the place of 1/n.
 */
function writeStyle(site: GraphSite, inputs: InputsAs<StyleInputs, string>): WrittenTerm {
  const { graph } = site.layout;
  const areas = byArea(inputs).map((area) => writeArea(site, area));
  const losses = areas.map(({ loss }) => loss);
  return {
    loss: losses.reduce((sum, loss) => graph.node('Add', [sum, loss])),
    gradient: (deeper) => areas.reduce((sum, { gradient }) => gradient(sum), deeper)!,
  };
}

function writeArea(
  { layout, features, metric }: GraphSite,
  inputs: AreaInputs<string>,
): { readonly loss: string; readonly gradient: (deeper: Features | undefined) => Features } {
  const { graph } = layout;
  const c = features.channels;
  const mul = (a: string, b: string) => graph.node('Mul', [a, b]);
  const sum = (a: string) => graph.node('ReduceSum', [a], { keepdims: 0 });
  const weightAt = (index: number) => graph.node('Gather', [inputs.weights, graph.ints([index])]);
  const inverse = inputs.area === undefined ? 1 / (features.width * features.height) : 1;
  const scaled = (weight: string, factor: number) => mul(weight, graph.floats(factor * inverse));
  const m = metric && graph.tensor(metric, [c, c]);

  const { mean, second } =
    inputs.area === undefined ? layout.moments(features) : layout.weightedMoments(features, inputs.area);
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
  const { area } = inputs;
  return {
    loss,
    gradient: (deeper) => {
      if (area === undefined) return layout.affine(features, matrix, offset, deeper);
      const own = layout.weighted(layout.affine(features, matrix, offset), area);
      return deeper === undefined ? own : layout.add(own, deeper);
    },
  };
}

function computeStyle(site: TensorflowSite, inputs: InputsAs<StyleInputs, Tensor>): Tensor {
  const losses = byArea(inputs).map((area) => computeArea(site, area));
  return losses.reduce((sum, loss) => site.tf.add(sum, loss));
}

function computeArea({ tf, features, metric }: TensorflowSite, inputs: AreaInputs<Tensor>): Tensor {
  const { mean, second } = moments(tf, features, inputs.area);
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

/**
 * First and second moments, [C] and [C, C], of features [1, C, H, W] in TensorFlow.
 *
 * @param area the share of each position, [1, 1, H, W]; absent: all are alike
 */
export function moments(
  tf: TensorOperators,
  features: Tensor,
  area?: Tensor,
): { mean: Tensor; second: Tensor } {
  const [, channels, height, width] = features.shape as [number, number, number, number];
  const flat = tf.reshape(features, [channels, height * width]);
  const share =
    area === undefined ? tf.div(flat, height * width) : tf.mul(flat, tf.reshape(area, [1, height * width]));
  return { mean: tf.sum(share, 1), second: tf.matMul(share, flat, false, true) };
}
