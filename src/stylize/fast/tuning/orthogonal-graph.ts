import { GraphBuilder } from '../../graph/graph-builder.js';
import type { Parameter } from './parameters.js';

/** Of the odd polynomial a σ + b σ³ + c σ⁵, which takes singular values in (0,1] to about 1 within five rounds (Jordan et al. 2024). */
const [a, b, c] = [3.4445, -4.775, 2.0315];
const rounds = 5;
/** Keeps a kernel whose gradient is 0 throughout from being divided by 0. */
const least = 1e-20;

/**
 * The graph that takes each kernel, as a matrix of an output channel a row, to the nearest one with equal singular values
 * of about 1, by the iteration of Newton and Schulz: input and output go by the kernel's name and `orthogonal(name)`.
 */
export function writeOrthogonalGraph(kernels: readonly Parameter[]): Uint8Array {
  const graph = new GraphBuilder();
  for (const { name, shape } of kernels) {
    const rows = shape[0]!;
    const flat = graph.node('Reshape', [graph.input(name, shape), graph.ints([rows, -1])]);
    const length = graph.node('ReduceL2', [flat], { keepdims: 1 });
    let matrix = graph.node('Div', [flat, graph.node('Max', [length, graph.floats(least)])]);
    for (let round = 0; round < rounds; round++) {
      const square = graph.node('MatMul', [matrix, graph.node('Transpose', [matrix], { perm: [1, 0] })]);
      const weighed = graph.node('Add', [
        graph.node('Mul', [square, graph.floats(b)]),
        graph.node('Mul', [graph.node('MatMul', [square, square]), graph.floats(c)]),
      ]);
      matrix = graph.node('Add', [
        graph.node('Mul', [matrix, graph.floats(a)]),
        graph.node('MatMul', [weighed, matrix]),
      ]);
    }
    graph.output(orthogonal(name), graph.node('Reshape', [matrix, graph.ints(shape)]), shape);
  }
  return graph.build();
}

export const orthogonal = (kernel: string): string => `${kernel}.orthogonal`;
