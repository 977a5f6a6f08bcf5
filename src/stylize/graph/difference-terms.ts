import type { GraphBuilder } from './graph-builder.js';

/** A term's value (one element) and its gradient, planar. */
export interface PlanarTerm {
  readonly loss: string;
  readonly gradient: string;
}

/**
 * rate · Σ (value − target)², gradient 2 · rate · (value − target). The rate
 * is broadcast: one number, or one per position.
 */
export function writeSquaredDifference(
  graph: GraphBuilder,
  value: string,
  target: string,
  rate: string,
): PlanarTerm {
  const difference = graph.node('Sub', [value, target]);
  return writeQuadratic(graph, difference, difference, rate);
}

/** rate · Σ left∘right, for a quadratic form whose gradient is 2 · rate · right. */
function writeQuadratic(graph: GraphBuilder, left: string, right: string, rate: string): PlanarTerm {
  const gradient = graph.node('Mul', [right, graph.node('Mul', [rate, graph.floats(2)])]);
  const sum = graph.node('ReduceSum', [graph.node('Mul', [left, gradient])], { keepdims: 0 });
  return { loss: graph.node('Mul', [sum, graph.floats(0.5)]), gradient };
}

/**
 * Total variation of a picture: rate · Σ of squared differences of horizontal
 * and vertical neighbours. The sum is xᵀLx with L the Laplacian of the grid,
 * whose rows are a 3×3 stencil on the picture with its border repeated; the
 * gradient is 2 · rate · Lx.
 */
export function writeTotalVariation(graph: GraphBuilder, x: string, rate: string): PlanarTerm {
  const stencil = [0, -1, 0, -1, 4, -1, 0, -1, 0];
  const kernel = graph.tensor(Float32Array.from([...stencil, ...stencil, ...stencil]), [3, 1, 3, 3]);
  const padded = graph.node('Pad', [x, graph.ints([0, 0, 1, 1, 0, 0, 1, 1])], { mode: 'edge' });
  const laplacian = graph.node('Conv', [padded, kernel], { kernel_shape: [3, 3], group: 3 });
  return writeQuadratic(graph, x, laplacian, rate);
}
