import type { Tensor } from './tensor-operators.js';
import type { GraphSite, TensorflowSite, WrittenTerm } from './term.js';

/**
 * rate · Σ left∘right, a quadratic form of the features whose gradient is 2 · rate · right. All planar, [1, C, H, W];
 * the rate is broadcast: one number, or one per position.
 */
export function writeQuadratic(
  { layout, features }: GraphSite,
  left: string,
  right: string,
  rate: string,
): WrittenTerm {
  const { graph } = layout;
  const planar = graph.node('Mul', [right, graph.node('Mul', [rate, graph.floats(2)])]);
  const sum = graph.node('ReduceSum', [graph.node('Mul', [left, planar])], { keepdims: 0 });
  return {
    loss: graph.node('Mul', [sum, graph.floats(0.5)]),
    gradient: (deeper) => {
      const gradient = layout.fromPlanar(planar, features);
      return deeper === undefined ? gradient : layout.add(gradient, deeper);
    },
  };
}

/** rate · Σ (features − target)² */
export function writeSquaredDifference(site: GraphSite, target: string, rate: string): WrittenTerm {
  const { layout, features } = site;
  const difference = layout.graph.node('Sub', [layout.toPlanar(features), target]);
  return writeQuadratic(site, difference, difference, rate);
}

/** The same in TensorFlow. */
export function squaredDifference({ tf, features }: TensorflowSite, target: Tensor, rate: Tensor): Tensor {
  return tf.sum(tf.mul(tf.square(tf.sub(features, target)), rate));
}
