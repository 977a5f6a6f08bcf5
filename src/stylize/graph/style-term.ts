import type { StyleLossKind } from '../loss/loss.js';
import type { Features, Layout } from './layout.js';

/** Names of the inputs that a style term of one layer reads. */
export interface StyleInputs {
  /** [C]. Unused for `gram`. */
  readonly mean: string;
  /** [C, C]: the target's second moment for `gram`, its covariance for `meancov`. */
  readonly second: string;
  /** [2]: the weights of mean and second. */
  readonly weights: string;
  /** [C, C] metric M; the identity where absent. */
  readonly metric: string | undefined;
}

/** A term's value (a scalar), and what writes its gradient with respect to the layer's features. */
export interface Term {
  readonly loss: string;
  /** The gradient, plus `sum` where given. */
  readonly gradient: (sum: Features | undefined) => Features;
}

/**
 * One layer's style term. With D the difference of second moments or of
 * covariances and U = M D M, the loss ‖D‖²_M is Σ U∘D, and its derivative by
 * the feature f_p, one of n, is
 *
 *   (A f_p + b) / n,  A = 4 β₂ U,  b = 2 β₁ M (μ − μ*) − A μ
 *
 * where b belongs to `meancov` alone: there dΣ = Σ_p (df_p (f_p − μ)ᵀ + …) / n.
 */
export function writeStyleTerm(
  layout: Layout,
  features: Features,
  kind: StyleLossKind,
  inputs: StyleInputs,
): Term {
  const { graph } = layout;
  const c = features.channels;
  const mul = (a: string, b: string) => graph.node('Mul', [a, b]);
  const sum = (a: string) => graph.node('ReduceSum', [a], { keepdims: 0 });
  const weightAt = (index: number) => graph.node('Gather', [inputs.weights, graph.ints([index])]);
  const inverse = 1 / (features.width * features.height);
  const scaled = (weight: string, factor: number) => mul(weight, graph.floats(factor * inverse));

  const { mean, second } = layout.moments(features);
  const column = graph.node('Reshape', [mean, graph.ints([c, 1])]);
  let compared = second;
  if (kind === 'meancov') {
    const row = graph.node('Reshape', [mean, graph.ints([1, c])]);
    compared = graph.node('Sub', [second, mul(column, row)]);
  }
  const difference = graph.node('Sub', [compared, inputs.second]);
  const measured =
    inputs.metric === undefined
      ? difference
      : graph.node('MatMul', [graph.node('MatMul', [inputs.metric, difference]), inputs.metric]);
  const secondWeight = weightAt(1);
  let loss = mul(secondWeight, sum(mul(measured, difference)));
  const matrix = mul(measured, scaled(secondWeight, 4));
  let offset: string | undefined;
  if (kind === 'meancov') {
    const target = graph.node('Reshape', [inputs.mean, graph.ints([c, 1])]);
    const meanDifference = graph.node('Sub', [column, target]);
    const meanMeasured =
      inputs.metric === undefined ? meanDifference : graph.node('MatMul', [inputs.metric, meanDifference]);
    const meanWeight = weightAt(0);
    loss = graph.node('Add', [loss, mul(meanWeight, sum(mul(meanMeasured, meanDifference)))]);
    const pull = mul(meanMeasured, scaled(meanWeight, 2));
    const centring = graph.node('Sub', [pull, graph.node('MatMul', [matrix, column])]);
    offset = graph.node('Reshape', [centring, graph.ints([c])]);
  }
  return { loss, gradient: (sum) => layout.affine(features, matrix, offset, sum) };
}
