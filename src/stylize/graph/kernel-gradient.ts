import type { Differentiable } from './differentiable.js';
import { type GraphBuilder, MICROSOFT } from './graph-builder.js';

/**
 * The gradient by the kernel of a 3×3 convolution of `x`, given that by what came `out`: of output channel o, channel c, tap t, the
 * sum over positions of the gradient times what the tap saw there. `[out, channels, 3, 3]`
 */
export function kernelGradient(
  graph: GraphBuilder,
  x: Differentiable,
  gradient: string,
  out: Differentiable,
  stride: 1 | 2,
): string {
  return stride === 1 ? dense(graph, x, gradient, out) : strided(graph, x, gradient, out, stride);
}

/**
 * One product for each column of taps. The gradient is moved, not what was seen: of that, every tap's part would be copied,
 * and kept from the forward pass on.
 */
function dense(graph: GraphBuilder, x: Differentiable, gradient: string, out: Differentiable): string {
  const [, c, height, width] = x.shape;
  const [, o] = out.shape;
  const flat = (value: string, channels: number) =>
    graph.node('Reshape', [value, graph.ints([0, channels, height * width])]);
  const seen = flat(x.value, c);
  const columns = [0, 1, 2].map((column) => {
    const moved = [0, 1, 2].map((row) => {
      const pads = graph.ints([0, 0, row, column, 0, 0, 2 - row, 2 - column]);
      return flat(graph.node('Pad', [gradient, pads]), o);
    });
    const pulls = graph.node('Concat', moved, { axis: 1 });
    return graph.node('Reshape', [product(graph, pulls, seen), graph.ints([3, o, c, 1])]);
  });
  const byRow = graph.node('Concat', columns, { axis: 3 });
  return graph.node('Transpose', [byRow], { perm: [1, 2, 0, 3] });
}

function strided(
  graph: GraphBuilder,
  x: Differentiable,
  gradient: string,
  out: Differentiable,
  stride: number,
): string {
  const [, c] = x.shape;
  const [, o, h, w] = out.shape;
  const last = (first: number, count: number) => first + (count - 1) * stride + 1;
  const pulls = graph.node('Reshape', [gradient, graph.ints([0, o, h * w])]);
  const taps = Array.from({ length: 9 }, (_, tap) => {
    const [row, column] = [Math.floor(tap / 3), tap % 3];
    const [starts, ends] = [graph.ints([row, column]), graph.ints([last(row, h), last(column, w)])];
    const window = [starts, ends, graph.ints([2, 3]), graph.ints([stride, stride])];
    const seen = graph.node('Reshape', [
      graph.node('Slice', [x.value, ...window]),
      graph.ints([0, c, h * w]),
    ]);
    return graph.node('Reshape', [product(graph, pulls, seen), graph.ints([o, c, 1])]);
  });
  const kernel = graph.node('Concat', taps, { axis: 2 });
  return graph.node('Reshape', [kernel, graph.ints([o, c, 3, 3])]);
}

/** Of `[pictures, a, positions]` and `[pictures, b, positions]` the products of channels, `[a, b]`, over all pictures and positions. */
function product(graph: GraphBuilder, a: string, b: string): string {
  const products = graph.node('FusedMatMul', [a, b], { transB: 1 }, MICROSOFT);
  return graph.node('ReduceSum', [products, graph.ints([0])], { keepdims: 0 });
}
