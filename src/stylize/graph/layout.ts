import type { LayerShape } from '../network/layers.js';
import type { Convolution, Pooling } from '../network/network.js';
import type { GraphBuilder } from './graph-builder.js';
import { flipped, picturePhases } from './kernels.js';
import type { Attributes } from './onnx-proto.js';

/** A layer's features, or a gradient of their shape, in a layout's own arrangement. */
export interface Features extends LayerShape {
  /** Name in the graph. */
  readonly value: string;
}

/** Names of a layer's first and second moments: [C] and [C, C]. */
export interface Moments {
  readonly mean: string;
  readonly second: string;
}

/** A convolution with a constant kernel. */
export interface ConstantConvolution {
  /** `outChannels × input channels × size`, row-major. */
  readonly kernel: Float32Array;
  readonly outChannels: number;
  readonly size: readonly [height: number, width: number];
  readonly pads: readonly number[];
  readonly strides?: readonly number[];
  readonly bias?: Float32Array | undefined;
  /** Whether the output is rectified. */
  readonly relu?: boolean;
}

/** The attributes of a convolution's node. */
export function windowOf({ size, pads, strides = [1, 1] }: ConstantConvolution): Attributes {
  return { kernel_shape: size, pads, strides };
}

const halving = { kernel_shape: [2, 2], strides: [2, 2] };

/**
 * How features lie in memory, and with which operators the network's forward
 * and backward passes are written for it. Pictures (`[1, 3, H, W]`) and
 * whatever enters or leaves the graph are planar in every layout.
 *
 * Backward passes are transposes of the forward ones: a convolution's is the
 * convolution with its kernel turned by 180° and input and output channels
 * exchanged (`flipped`), a ReLU's the product with the mask `output > 0`.
 * Operators that look at one element at a time do not care how the elements lie.
 */
export abstract class Layout {
  readonly graph: GraphBuilder;

  constructor(graph: GraphBuilder) {
    this.graph = graph;
  }

  /** An operator that has to know how features lie, on these. */
  protected abstract spatial(op: string, inputs: readonly string[], attributes: Attributes): string;
  protected abstract convolution(input: Features, convolution: ConstantConvolution): string;
  /** Each value to a 2×2 block of an output of the size of `like`; zeros in an odd last row or column. */
  protected abstract enlarge(value: string, like: Features): string;
  /** A symmetric `matrix` ([C, C]) times each position's features, plus `offset` ([C]) and `sum` where given. */
  abstract affine(input: Features, matrix: string, offset?: string, sum?: Features): Features;
  /** Mean over positions of f and f fᵀ. */
  abstract moments(input: Features): Moments;
  /** The same with a weight for each position, [1, 1, H, W], that sum to 1: Σ w f and Σ w f fᵀ. */
  abstract weightedMoments(input: Features, weights: string): Moments;
  /** The features of each position times its weight, [1, 1, H, W]. */
  abstract weighted(input: Features, weights: string): Features;
  /** To and from [1, C, H, W]. */
  abstract toPlanar(input: Features): string;
  abstract fromPlanar(value: string, like: Features): Features;

  /** 3×3 convolution with zero padding, of features or of a picture; rectified if `relu`. */
  convolve(
    input: Features,
    kernel: Float32Array,
    outChannels: number,
    bias?: Float32Array,
    relu = false,
  ): Features {
    const convolution = { kernel, outChannels, size: [3, 3], pads: [1, 1, 1, 1], bias, relu } as const;
    return { ...input, value: this.convolution(input, convolution), channels: outChannels };
  }

  rectify(input: Features): Features {
    return { ...input, value: this.graph.node('Relu', [input.value]) };
  }

  /** `gradient` where `rectified` > 0, else 0. */
  maskBy(gradient: Features, rectified: Features): Features {
    const mask = this.graph.isPositive(rectified.value);
    return { ...gradient, value: this.graph.node('Mul', [gradient.value, mask]) };
  }

  pool(input: Features, pooling: Pooling): Features {
    const value = this.spatial(pooling === 'max' ? 'MaxPool' : 'AveragePool', [input.value], halving);
    return { ...input, value, width: input.width >> 1, height: input.height >> 1 };
  }

  /**
   * Transpose of `pool` at `input`. For average pooling it is the *sum* over
   * the block that is transposed: the factor 1/4 is left to the caller.
   */
  unpool(gradient: Features, input: Features, pooled: Features, pooling: Pooling): Features {
    if (pooling === 'average') return { ...input, value: this.enlarge(gradient.value, input) };
    const maximum = this.enlarge(pooled.value, input);
    // 1 where the value is the maximum, which it cannot exceed; Equal and Cast would run on one thread.
    const below = this.graph.node('Sub', [input.value, maximum]);
    const equal = this.graph.node('HardSigmoid', [below], { alpha: { float: 1e38 }, beta: { float: 1 } });
    const quarter = this.graph.node('Mul', [gradient.value, this.graph.floats(0.25)]);
    const share = this.graph.node('Div', [quarter, this.spatial('AveragePool', [equal], halving)]);
    return { ...input, value: this.graph.node('Mul', [this.enlarge(share, input), equal]) };
  }

  add(a: Features, b: Features): Features {
    return { ...a, value: this.graph.node('Add', [a.value, b.value]) };
  }

  /** Gradient of the picture, planar, from that of the first convolution's output. */
  toPicture(gradient: Features, first: Convolution): Features {
    const { graph } = this;
    const { width, height } = gradient;
    const value = this.convolution(gradient, {
      kernel: picturePhases(flipped(first), first.outChannels),
      outChannels: 12,
      size: [4, 4],
      strides: [2, 2],
      pads: [1, 1, 1 + (height % 2), 1 + (width % 2)],
    });
    const phases = this.toPlanar({ ...gradient, value, channels: 12 });
    const picture = graph.node('DepthToSpace', [phases], { blocksize: 2, mode: 'CRD' });
    const output = { value: picture, channels: 3, width, height };
    if (width % 2 === 0 && height % 2 === 0) return output;
    const [starts, ends, axes] = [graph.ints([0, 0]), graph.ints([height, width]), graph.ints([2, 3])];
    return { ...output, value: graph.node('Slice', [picture, starts, ends, axes]) };
  }
}
