import assert from 'node:assert';
import type { Differentiable } from './differentiable.js';
import type { GraphBuilder } from './graph-builder.js';
import { kernelGradient } from './kernel-gradient.js';

/**
 * Writes operators and remembers them, so that the gradient of what comes out can be written as well, by everything that
 * goes in: pictures, and weights, which are inputs of the graph here. Like all our gradients it is made of forward
 * operators only (docs/architecture.md, "The gradient").
 */
export class Tape {
  readonly graph: GraphBuilder;
  /** Writers of the gradients of each operator's inputs, in the order of the forward pass. */
  readonly #backward: (() => void)[] = [];
  /** By value: its gradient as far as it is written. */
  readonly #gradients = new Map<string, string>();

  constructor(graph: GraphBuilder) {
    this.graph = graph;
  }

  /** A border of one pixel, mirrored about the outermost one. */
  mirror(x: Differentiable): Differentiable {
    const { graph } = this;
    const [n, c, h, w] = x.shape;
    const value = graph.pad(x.value, 1, 'reflect');
    const out = { value, shape: [n, c, h + 2, w + 2] } as const;
    this.#remember(out, (gradient) => {
      const rows = this.#folded(gradient, 2, h);
      this.#add(x, this.#folded(rows, 3, w));
    });
    return out;
  }

  /** The transpose of mirroring `length` ≥ 4 positions of an axis: what fell on the border is added to where it came from. */
  #folded(gradient: string, axis: 2 | 3, length: number): string {
    const { graph } = this;
    const part = (from: number, to = from + 1) => {
      const [starts, ends, axes] = [graph.ints([from]), graph.ints([to]), graph.ints([axis])];
      return graph.node('Slice', [gradient, starts, ends, axes]);
    };
    const sum = (a: string, b: string) => graph.node('Add', [a, b]);
    const first = [part(1), sum(part(2), part(0))];
    const last = [sum(part(length - 1), part(length + 1)), part(length)];
    return graph.node('Concat', [...first, part(3, length - 1), ...last], { axis });
  }

  /**
   * A 3×3 convolution without padding.
   *
   * @param weight `[out, channels, 3, 3]`
   * @param bias `[out]`
   */
  convolve(
    x: Differentiable,
    weight: string,
    outChannels: number,
    stride: 1 | 2,
    bias?: string,
  ): Differentiable {
    const { graph } = this;
    const [n, , h, w] = x.shape;
    const size = (side: number) => Math.floor((side - 3) / stride) + 1;
    const [rows, columns] = [size(h), size(w)];
    const window = { kernel_shape: [3, 3], strides: [stride, stride] };
    const inputs = bias === undefined ? [x.value, weight] : [x.value, weight, bias];
    const value = graph.node('Conv', inputs, window);
    const out = { value, shape: [n, outChannels, rows, columns] } as const;
    this.#remember(out, (gradient) => {
      const own = kernelGradient(graph, x, gradient, out, stride);
      this.#addTo(weight, own);
      this.#add(x, this.#transposed(gradient, this.#after(own, weight), x, out, stride));
      if (bias !== undefined) this.#addTo(bias, this.#channelSums(gradient));
    });
    return out;
  }

  /**
   * A kernel that is only there when its gradient is. Without it onnxruntime computes the gradients of all kernels last, and
   * keeps until then all that they are computed from.
   */
  #after(gradient: string, weight: string): string {
    const nothing = this.graph.node('Mul', [gradient, this.graph.floats(0)]);
    return this.graph.node('Add', [weight, nothing]);
  }

  #transposed(
    gradient: string,
    weight: string,
    { shape: [, , h, w] }: Differentiable,
    { shape: [, , rows, columns] }: Differentiable,
    stride: 1 | 2,
  ): string {
    const { graph } = this;
    const kernel_shape = [3, 3];
    if (stride === 1) {
      // Runs faster than ConvTranspose.
      const exchanged = graph.node('Transpose', [weight], { perm: [1, 0, 2, 3] });
      const back = [graph.ints([-1, -1]), graph.ints([-4, -4]), graph.ints([2, 3]), graph.ints([-1, -1])];
      const flipped = graph.node('Slice', [exchanged, ...back]);
      return graph.node('Conv', [gradient, flipped], { kernel_shape, pads: [2, 2, 2, 2] });
    }
    const left = (side: number, count: number) => side - ((count - 1) * stride + 3);
    const output_padding = [left(h, rows), left(w, columns)];
    const window = { kernel_shape, strides: [stride, stride], output_padding };
    return graph.node('ConvTranspose', [gradient, weight], window);
  }

  /**
   * (1 + scale) (x − m) / √(v + epsilon) + shift by channel, with mean m and variance v over all pictures and positions.
   *
   * @param scale, shift `[channels]`
   */
  normalise(x: Differentiable, scale: string, shift: string, epsilon: number): Differentiable {
    const { graph } = this;
    const [n, c, h, w] = x.shape;
    const mean = (value: string) => graph.node('ReduceMean', [value], { axes: [0, 2, 3], keepdims: 1 });
    const mul = (a: string, b: string) => graph.node('Mul', [a, b]);
    const column = (value: string) => graph.node('Reshape', [value, graph.ints([1, c, 1, 1])]);
    const centred = graph.node('Sub', [x.value, mean(x.value)]);
    const variance = graph.node('Add', [mean(mul(centred, centred)), graph.floats(epsilon)]);
    const unit = graph.node('Div', [centred, graph.node('Sqrt', [variance])]);
    const factor = graph.node('Add', [column(scale), graph.floats(1)]);
    const value = graph.node('Add', [mul(unit, factor), column(shift)]);
    const out = { value, shape: x.shape };
    this.#remember(out, (gradient) => {
      const [level, along] = [mean(gradient), mean(mul(gradient, unit))];
      const slope = graph.node('Div', [factor, graph.node('Sqrt', [variance])]);
      const free = graph.node('Sub', [graph.node('Sub', [gradient, level]), mul(unit, along)]);
      this.#add(x, mul(free, slope));
      const sums = (means: string) =>
        graph.node('Reshape', [mul(means, graph.floats(n * h * w)), graph.ints([c])]);
      this.#addTo(scale, sums(along));
      this.#addTo(shift, sums(level));
    });
    return out;
  }

  rectify(x: Differentiable): Differentiable {
    const { graph } = this;
    const out = { value: graph.node('Relu', [x.value]), shape: x.shape };
    this.#remember(out, (gradient) => {
      this.#add(x, graph.node('Mul', [gradient, graph.isPositive(out.value)]));
    });
    return out;
  }

  add(a: Differentiable, b: Differentiable): Differentiable {
    const out = { value: this.graph.node('Add', [a.value, b.value]), shape: a.shape };
    this.#remember(out, (gradient) => {
      this.#add(a, gradient);
      this.#add(b, gradient);
    });
    return out;
  }

  /**
   * Each channel times a factor of its own, or all times one.
   *
   * @param factors `[channels]`, or `[1]`
   */
  weigh(x: Differentiable, factors: string, count: number): Differentiable {
    const { graph } = this;
    const column = graph.node('Reshape', [factors, graph.ints([1, count, 1, 1])]);
    const out = { value: graph.node('Mul', [x.value, column]), shape: x.shape };
    this.#remember(out, (gradient) => {
      this.#add(x, graph.node('Mul', [gradient, column]));
      const products = graph.node('Mul', [gradient, x.value]);
      const sums = this.#channelSums(products);
      const total = count === 1 ? graph.node('ReduceSum', [sums], { keepdims: 1 }) : sums;
      this.#addTo(factors, total);
    });
    return out;
  }

  /** Each pixel four times. */
  enlarge(x: Differentiable): Differentiable {
    const { graph } = this;
    const [n, c, h, w] = x.shape;
    const value = graph.enlarge(x.value);
    const out = { value, shape: [n, c, 2 * h, 2 * w] } as const;
    this.#remember(out, (gradient) => {
      const mean = graph.node('AveragePool', [gradient], { kernel_shape: [2, 2], strides: [2, 2] });
      this.#add(x, graph.node('Mul', [mean, graph.floats(4)]));
    });
    return out;
  }

  /** Writes the gradient of everything, given that of `of`; then `gradientOf` knows it. */
  differentiate(of: Differentiable, gradient: string): void {
    this.#addTo(of.value, gradient);
    for (const write of this.#backward.toReversed()) write();
  }

  /** The gradient by a value or a weight. */
  gradientOf(value: string): string {
    const gradient = this.#gradients.get(value);
    assert(gradient !== undefined, `nothing depends on ${value}`);
    return gradient;
  }

  /** `[channels]` */
  #channelSums(value: string): string {
    const { graph } = this;
    return graph.node('ReduceSum', [value, graph.ints([0, 2, 3])], { keepdims: 0 });
  }

  #remember({ value }: Differentiable, write: (gradient: string) => void): void {
    this.#backward.push(() => write(this.gradientOf(value)));
  }

  #add({ value }: Differentiable, gradient: string): void {
    this.#addTo(value, gradient);
  }

  #addTo(value: string, gradient: string): void {
    const before = this.#gradients.get(value);
    this.#gradients.set(value, before === undefined ? gradient : this.graph.node('Add', [before, gradient]));
  }
}
