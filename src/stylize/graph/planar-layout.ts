import type { Convolution, Pooling } from '../network/network.js';
import { ElementwiseOperators } from './elementwise-operators.js';
import { MICROSOFT } from './graph-builder.js';
import { type Features, type Layout, type Moments, transposed } from './layout.js';
import { picturePhases } from './picture-phases.js';

/**
 * Features as [1, C, H, W], with ONNX's own operators: runs on every device.
 * On CPUs onnxruntime rearranges most of it into its blocked layout by itself.
 */
export class PlanarLayout extends ElementwiseOperators implements Layout {
  fromPicture(
    picture: string,
    width: number,
    height: number,
    convolution: Convolution,
    relu: boolean,
  ): Features {
    const { weight, outChannels, bias } = convolution;
    return this.convolve({ value: picture, channels: 3, width, height }, weight, outChannels, bias, relu);
  }

  convolve(
    input: Features,
    kernel: Float32Array,
    outChannels: number,
    bias?: Float32Array,
    relu = false,
  ): Features {
    const inputs = [input.value, this.graph.tensor(kernel, [outChannels, input.channels, 3, 3])];
    if (bias !== undefined) inputs.push(this.graph.tensor(bias, [outChannels]));
    const value = this.graph.node('Conv', inputs, { kernel_shape: [3, 3], pads: [1, 1, 1, 1] });
    const output = { ...input, value, channels: outChannels };
    return relu ? this.rectify(output) : output;
  }

  pool(input: Features, pooling: Pooling): Features {
    const op = pooling === 'max' ? 'MaxPool' : 'AveragePool';
    const value = this.graph.node(op, [input.value], { kernel_shape: [2, 2], strides: [2, 2] });
    return { ...input, value, width: input.width >> 1, height: input.height >> 1 };
  }

  unpool(gradient: Features, input: Features, pooled: Features, pooling: Pooling): Features {
    if (pooling === 'average') return { ...input, value: this.#enlarge(gradient.value, input) };
    const maximum = this.#enlarge(pooled.value, input);
    const equal = this.graph.node('Cast', [this.graph.node('Equal', [input.value, maximum])], { to: 1 });
    const ties = this.graph.node('AveragePool', [equal], { kernel_shape: [2, 2], strides: [2, 2] });
    const quarter = this.graph.node('Mul', [gradient.value, this.graph.floats(0.25)]);
    const share = this.#enlarge(this.graph.node('Div', [quarter, ties]), input);
    return { ...input, value: this.graph.node('Mul', [share, equal]) };
  }

  /** Each value to a 2×2 block; zeros in an odd last row or column. */
  #enlarge(value: string, { width, height }: Features): string {
    const enlarged = this.graph.node('Resize', [value, '', this.graph.floats([1, 1, 2, 2])], {
      mode: 'nearest',
      coordinate_transformation_mode: 'asymmetric',
      nearest_mode: 'floor',
    });
    if (width % 2 === 0 && height % 2 === 0) return enlarged;
    return this.graph.node('Pad', [enlarged, this.graph.ints([0, 0, 0, 0, 0, 0, height % 2, width % 2])]);
  }

  affine(input: Features, matrix: string, offset?: string, sum?: Features): Features {
    const c = input.channels;
    const kernel = this.graph.node('Reshape', [matrix, this.graph.ints([c, c, 1, 1])]);
    const inputs = [input.value, kernel, ...(offset === undefined ? [] : [offset])];
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

  toPicture(gradient: Features, convolution: Convolution): string {
    const { width, height } = gradient;
    const kernel = picturePhases(transposed(convolution), convolution.outChannels);
    const weight = this.graph.tensor(kernel, [12, convolution.outChannels, 4, 4]);
    const phases = this.graph.node('Conv', [gradient.value, weight], {
      kernel_shape: [4, 4],
      strides: [2, 2],
      pads: [1, 1, 1 + (height % 2), 1 + (width % 2)],
    });
    return this.assemblePhases(phases, width, height);
  }

  toPlanar(input: Features): string {
    return input.value;
  }

  fromPlanar(value: string, channels: number, width: number, height: number): Features {
    return { value, channels, width, height };
  }
}
