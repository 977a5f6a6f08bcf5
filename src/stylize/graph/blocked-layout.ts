import type { Convolution, Pooling } from '../network/network.js';
import { blockKernel, blockPictureKernel } from './blocked-kernels.js';
import { ElementwiseOperators } from './elementwise-operators.js';
import { type GraphBuilder, MICROSOFT, MICROSOFT_NCHWC } from './graph-builder.js';
import { type Features, type Layout, type Moments, transposed } from './layout.js';
import { picturePhases } from './picture-phases.js';

/**
 * onnxruntime's own layout on CPUs, NCHWc: channels in blocks of 8 or 16 that
 * lie together for each pixel, [C/block, H, W, block] in memory under the
 * nominal shape [1, C, H, W]. Its optimiser would bring the convolutions of a
 * planar graph into this layout by itself, but would rearrange the features at
 * every statistic and gradient of the style; here nothing leaves the layout
 * but the picture and content features. Operators that look at one element at
 * a time do not care how the elements lie.
 *
 * Every layer's channels must be a multiple of the block.
 */
export class BlockedLayout extends ElementwiseOperators implements Layout {
  readonly #block: number;

  constructor(graph: GraphBuilder, block: number) {
    super(graph);
    this.#block = block;
  }

  fromPicture(
    picture: string,
    width: number,
    height: number,
    convolution: Convolution,
    relu: boolean,
  ): Features {
    const { weight, outChannels, bias } = convolution;
    const kernel = blockPictureKernel(weight, outChannels, 3, 9, this.#block);
    const inputs = [
      picture,
      this.graph.tensor(kernel, [outChannels, 3, 3, 3]),
      this.graph.tensor(bias, [outChannels]),
    ];
    return { value: this.#convolution(inputs, 3, relu), channels: outChannels, width, height };
  }

  convolve(
    input: Features,
    kernel: Float32Array,
    outChannels: number,
    bias?: Float32Array,
    relu = false,
  ): Features {
    const blocked = blockKernel(kernel, outChannels, input.channels, 9, this.#block);
    const inputs = [input.value, this.graph.tensor(blocked, [outChannels, input.channels, 3, 3])];
    if (bias !== undefined) inputs.push(this.graph.tensor(bias, [outChannels]));
    return { ...input, value: this.#convolution(inputs, 3, relu), channels: outChannels };
  }

  #convolution(inputs: readonly string[], size: 1 | 3, relu: boolean): string {
    const pad = size >> 1;
    return this.#own('Conv', inputs, {
      kernel_shape: [size, size],
      pads: [pad, pad, pad, pad],
      ...(relu && { activation: 'Relu' }),
    });
  }

  #own(op: string, inputs: readonly string[], attributes: Parameters<GraphBuilder['node']>[2]): string {
    return this.graph.node(op, inputs, attributes, MICROSOFT_NCHWC);
  }

  pool(input: Features, pooling: Pooling): Features {
    const value = this.#pool(input.value, pooling === 'max' ? 'MaxPool' : 'AveragePool');
    return { ...input, value, width: input.width >> 1, height: input.height >> 1 };
  }

  #pool(value: string, op: 'MaxPool' | 'AveragePool'): string {
    return this.#own(op, [value], { kernel_shape: [2, 2], strides: [2, 2] });
  }

  unpool(gradient: Features, input: Features, pooled: Features, pooling: Pooling): Features {
    if (pooling === 'average') return { ...input, value: this.#enlarge(gradient.value, input) };
    const maximum = this.#enlarge(pooled.value, input);
    // 1 where the value is the maximum, which it cannot exceed; Equal and Cast would run on one thread.
    const below = this.graph.node('Sub', [input.value, maximum]);
    const equal = this.graph.node('HardSigmoid', [below], { alpha: { float: 1e38 }, beta: { float: 1 } });
    const quarter = this.graph.node('Mul', [gradient.value, this.graph.floats(0.25)]);
    const share = this.graph.node('Div', [quarter, this.#pool(equal, 'AveragePool')]);
    return { ...input, value: this.graph.node('Mul', [this.#enlarge(share, input), equal]) };
  }

  /** Each value to a 2×2 block; zeros in an odd last row or column. */
  #enlarge(value: string, { channels, width, height }: Features): string {
    const { graph } = this;
    const enlarged = this.#own('Upsample', [value], { scales: [1, 1, 2, 2] });
    if (width % 2 === 0 && height % 2 === 0) return enlarged;
    const [h, w] = [height & ~1, width & ~1];
    const rows = graph.node('Reshape', [enlarged, graph.ints([channels / this.#block, h, w, this.#block])]);
    const padded = graph.node('Pad', [rows, graph.ints([0, 0, 0, 0, 0, height - h, width - w, 0])]);
    return graph.node('Reshape', [padded, graph.ints([1, channels, height, width])]);
  }

  affine(input: Features, matrix: string, offset?: string, sum?: Features): Features {
    const { graph } = this;
    const block = this.#block;
    const blocks = input.channels / block;
    // The kernel's order is [out block, in block, in, out]; the matrix is symmetric.
    const tiles = graph.node('Reshape', [matrix, graph.ints([blocks, block, blocks, block])]);
    const sorted = blocks === 1 ? tiles : graph.node('Transpose', [tiles], { perm: [2, 0, 1, 3] });
    const kernel = graph.node('Reshape', [sorted, graph.ints([input.channels, input.channels, 1, 1])]);
    const inputs = [input.value, kernel];
    if (offset !== undefined || sum !== undefined) inputs.push(offset ?? '');
    if (sum !== undefined) inputs.push(sum.value);
    return { ...input, value: this.#convolution(inputs, 1, false) };
  }

  moments(input: Features): Moments {
    const { graph } = this;
    const { channels, width, height } = input;
    const n = width * height;
    // Parts of the picture are summed apart, so that threads can share the work.
    const parts = [8, 6, 5, 4, 3, 2, 1].find((count) => n % count === 0) as number;
    const planar = graph.node('Reshape', [this.toPlanar(input), graph.ints([channels, parts, n / parts])]);
    const attributes = { transBatchA: 1, transBatchB: 1, transB: 1, alpha: { float: 1 / n } };
    const products = graph.node('FusedMatMul', [planar, planar], attributes, MICROSOFT);
    const tall = graph.ints([(channels / this.#block) * parts, n / parts, this.#block]);
    const columns = graph.node('Reshape', [input.value, tall]);
    const sums = graph.node('ReduceSum', [columns, graph.ints([1])], { keepdims: 0 });
    const byPart = graph.node('Reshape', [sums, graph.ints([-1, parts, this.#block])]);
    const total = graph.node('ReduceSum', [byPart, graph.ints([1])], { keepdims: 0 });
    const mean = graph.node('Mul', [total, graph.floats(1 / n)]);
    return {
      mean: graph.node('Reshape', [mean, graph.ints([channels])]),
      second: graph.node('ReduceSum', [products, graph.ints([0])], { keepdims: 0 }),
    };
  }

  toPicture(gradient: Features, convolution: Convolution): string {
    const { graph } = this;
    const { width, height } = gradient;
    const { outChannels } = convolution;
    const phases = picturePhases(transposed(convolution), outChannels);
    const outputs = Math.ceil(12 / this.#block) * this.#block;
    const padded = new Float32Array(outputs * outChannels * 16);
    padded.set(phases);
    const kernel = blockKernel(padded, outputs, outChannels, 16, this.#block);
    const blocked = this.#own('Conv', [gradient.value, graph.tensor(kernel, [outputs, outChannels, 4, 4])], {
      kernel_shape: [4, 4],
      strides: [2, 2],
      pads: [1, 1, 1 + (height % 2), 1 + (width % 2)],
    });
    const planar = this.#own('ReorderOutput', [blocked], { channels: 12 });
    return this.assemblePhases(planar, width, height);
  }

  toPlanar(input: Features): string {
    return this.#own('ReorderOutput', [input.value], { channels: input.channels });
  }

  fromPlanar(value: string, channels: number, width: number, height: number): Features {
    return { value: this.#own('ReorderInput', [value], {}), channels, width, height };
  }
}
