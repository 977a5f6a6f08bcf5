import { MICROSOFT } from './graph-builder.js';
import { type ConstantConvolution, type Features, Layout, type Moments, windowOf } from './layout.js';
import type { Attributes } from './onnx-proto.js';

/**
 * Features as [1, C, H, W], with ONNX's own operators: runs on every device.
 * On CPUs onnxruntime rearranges most of it into its blocked layout by itself.
 */
export class PlanarLayout extends Layout {
  protected spatial(op: string, inputs: readonly string[], attributes: Attributes): string {
    return this.graph.node(op, inputs, attributes);
  }

  protected convolution(input: Features, convolution: ConstantConvolution): string {
    const { kernel, outChannels, size, bias, relu } = convolution;
    const inputs = [input.value, this.graph.tensor(kernel, [outChannels, input.channels, ...size])];
    if (bias) inputs.push(this.graph.tensor(bias, [outChannels]));
    const value = this.graph.node('Conv', inputs, windowOf(convolution));
    return relu ? this.graph.node('Relu', [value]) : value;
  }

  protected enlarge(value: string, { width, height }: Features): string {
    const enlarged = this.graph.enlarge(value);
    if (width % 2 === 0 && height % 2 === 0) return enlarged;
    return this.graph.node('Pad', [enlarged, this.graph.ints([0, 0, 0, 0, 0, 0, height % 2, width % 2])]);
  }

  affine(input: Features, matrix: string, offset?: string, sum?: Features): Features {
    const c = input.channels;
    const inputs = [input.value, this.graph.node('Reshape', [matrix, this.graph.ints([c, c, 1, 1])])];
    if (offset !== undefined) inputs.push(offset);
    const output = { ...input, value: this.graph.node('Conv', inputs, { kernel_shape: [1, 1] }) };
    return sum === undefined ? output : this.add(output, sum);
  }

  moments(input: Features): Moments {
    const { graph } = this;
    const flat = graph.node('Reshape', [input.value, graph.ints([input.channels, -1])]);
    const alpha = { float: 1 / (input.width * input.height) };
    return {
      mean: graph.node('ReduceMean', [flat], { axes: [1], keepdims: 0 }),
      second: graph.node('FusedMatMul', [flat, flat], { transB: 1, alpha }, MICROSOFT),
    };
  }

  weightedMoments(input: Features, weights: string): Moments {
    const { graph } = this;
    const flat = graph.node('Reshape', [input.value, graph.ints([input.channels, -1])]);
    const shares = graph.node('Mul', [flat, graph.node('Reshape', [weights, graph.ints([1, -1])])]);
    return {
      mean: graph.node('ReduceSum', [shares, graph.ints([1])], { keepdims: 0 }),
      second: graph.node('FusedMatMul', [shares, flat], { transB: 1 }, MICROSOFT),
    };
  }

  weighted(input: Features, weights: string): Features {
    return { ...input, value: this.graph.node('Mul', [input.value, weights]) };
  }

  toPlanar(input: Features): string {
    return input.value;
  }

  fromPlanar(value: string, like: Features): Features {
    return { ...like, value };
  }
}
