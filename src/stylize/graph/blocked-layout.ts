import { type GraphBuilder, MICROSOFT, MICROSOFT_NCHWC } from './graph-builder.js';
import { blockKernel } from './kernels.js';
import { type ConstantConvolution, type Features, Layout, type Moments, windowOf } from './layout.js';
import type { Attributes } from './onnx-proto.js';

/**
 * onnxruntime's own layout on CPUs, NCHWc: channels in blocks of 8 or 16 that
 * lie together for each pixel, [C/block, H, W, block] in memory under the
 * nominal shape [1, C, H, W]. Its optimiser would bring the convolutions of a
 * planar graph into this layout by itself, but would rearrange the features at
 * every statistic and gradient of the style; here nothing leaves the layout
 * but the picture and content features.
 *
 * Every layer's channels must be a multiple of the block.
 */
export class BlockedLayout extends Layout {
  readonly #block: number;

  constructor(graph: GraphBuilder, block: number) {
    super(graph);
    this.#block = block;
  }

  protected spatial(op: string, inputs: readonly string[], attributes: Attributes): string {
    return this.graph.node(op, inputs, attributes, MICROSOFT_NCHWC);
  }

  protected convolution(input: Features, convolution: ConstantConvolution): string {
    const { kernel, outChannels, size, bias, relu } = convolution;
    const { channels } = input;
    const taps = size[0] * size[1];
    // A picture is planar: the operator takes its three channels as they are.
    const inBlock = channels === 3 ? 1 : this.#block;
    const blocked = blockKernel(kernel, outChannels, channels, taps, this.#block, inBlock);
    const outputs = blocked.length / (channels * taps);
    const inputs = [input.value, this.graph.tensor(blocked, [outputs, channels, ...size])];
    if (bias) inputs.push(this.graph.tensor(bias, [outChannels]));
    const window = windowOf(convolution);
    return this.spatial('Conv', inputs, relu ? { ...window, activation: 'Relu' } : window);
  }

  protected enlarge(value: string, { channels, width, height }: Features): string {
    const { graph } = this;
    const enlarged = this.spatial('Upsample', [value], { scales: [1, 1, 2, 2] });
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
    const value = this.spatial('Conv', inputs, { kernel_shape: [1, 1], pads: [0, 0, 0, 0] });
    return { ...input, value };
  }

  moments(input: Features): Moments {
    const { graph } = this;
    const { channels, width, height } = input;
    const n = width * height;
    const parts = partsOf(n);
    const planar = graph.node('Reshape', [this.toPlanar(input), graph.ints([channels, parts, n / parts])]);
    const second = this.#products(planar, planar, 1 / n);
    const sumInto = (shape: readonly number[], values: string, axis: number) =>
      graph.node('ReduceSum', [graph.node('Reshape', [values, graph.ints(shape)]), graph.ints([axis])], {
        keepdims: 0,
      });
    const byPart = sumInto([(channels / this.#block) * parts, n / parts, this.#block], input.value, 1);
    const total = sumInto([-1, parts, this.#block], byPart, 1);
    const mean = graph.node('Mul', [total, graph.floats(1 / n)]);
    return {
      mean: graph.node('Reshape', [mean, graph.ints([channels])]),
      second,
    };
  }

  weightedMoments(input: Features, weights: string): Moments {
    const { graph } = this;
    const n = input.width * input.height;
    const parts = partsOf(n);
    const inParts = (value: string, channels: number) =>
      graph.node('Reshape', [value, graph.ints([channels, parts, n / parts])]);
    const planar = inParts(this.toPlanar(input), input.channels);
    const shares = graph.node('Mul', [planar, inParts(weights, 1)]);
    return {
      mean: graph.node('ReduceSum', [shares, graph.ints([1, 2])], { keepdims: 0 }),
      second: this.#products(shares, planar, 1),
    };
  }

  weighted(input: Features, weights: string): Features {
    const { graph } = this;
    const { channels, width, height } = input;
    const n = width * height;
    const rows = graph.node('Reshape', [input.value, graph.ints([channels / this.#block, n, this.#block])]);
    const scaled = graph.node('Mul', [rows, graph.node('Reshape', [weights, graph.ints([1, n, 1])])]);
    return { ...input, value: graph.node('Reshape', [scaled, graph.ints([1, channels, height, width])]) };
  }

  /** factor · Σ a bᵀ over all positions, of planes [C, parts, positions]. */
  #products(a: string, b: string, factor: number): string {
    const attributes = { transBatchA: 1, transBatchB: 1, transB: 1, alpha: { float: factor } };
    const products = this.graph.node('FusedMatMul', [a, b], attributes, MICROSOFT);
    return this.graph.node('ReduceSum', [products, this.graph.ints([0])], { keepdims: 0 });
  }

  toPlanar(input: Features): string {
    return this.spatial('ReorderOutput', [input.value], { channels: input.channels });
  }

  fromPlanar(value: string, like: Features): Features {
    return { ...like, value: this.spatial('ReorderInput', [value], {}) };
  }
}

/** In how many parts positions are summed, so that threads can share the work. */
function partsOf(positions: number): number {
  return [8, 6, 5, 4, 3, 2, 1].find((count) => positions % count === 0) as number;
}
