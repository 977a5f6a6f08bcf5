import type { Convolution, Pooling } from '../network/network.js';
import type { GraphBuilder } from './graph-builder.js';

/** A layer's features, or a gradient of their shape, in a layout's own arrangement. */
export interface Features {
  /** Name in the graph. */
  readonly value: string;
  readonly channels: number;
  readonly width: number;
  readonly height: number;
}

/** Names of a layer's first and second moments: [C] and [C, C]. */
export interface Moments {
  readonly mean: string;
  readonly second: string;
}

/**
 * How features lie in memory, and with which operators the network's forward
 * and backward passes are written for it. Pictures (`[1, 3, H, W]`) and
 * whatever enters or leaves the graph are planar in every layout.
 *
 * Backward passes are transposes of the forward ones: a convolution's is the
 * convolution with its kernel turned by 180° and input and output channels
 * exchanged (`transposed`), a ReLU's the product with the mask `output > 0`.
 */
export interface Layout {
  readonly graph: GraphBuilder;
  /** First convolution, from a picture whose mean was subtracted. */
  fromPicture(
    picture: string,
    width: number,
    height: number,
    convolution: Convolution,
    relu: boolean,
  ): Features;
  /** 3×3 convolution with zero padding; without a bias where that is undefined; rectified if `relu`. */
  convolve(
    input: Features,
    kernel: Float32Array,
    outChannels: number,
    bias?: Float32Array,
    relu?: boolean,
  ): Features;
  rectify(input: Features): Features;
  /** `gradient` where `rectified` > 0, else 0. */
  maskBy(gradient: Features, rectified: Features): Features;
  pool(input: Features, pooling: Pooling): Features;
  /**
   * Transpose of `pool` at `input`. For average pooling it is the *sum* over
   * the block that is transposed: the factor 1/4 is left to the caller.
   */
  unpool(gradient: Features, input: Features, pooled: Features, pooling: Pooling): Features;
  add(a: Features, b: Features): Features;
  /** A symmetric `matrix` ([C, C]) times each position's features, plus `offset` ([C]) and `sum` where given. */
  affine(input: Features, matrix: string, offset?: string, sum?: Features): Features;
  /** Mean over positions of f and f fᵀ. */
  moments(input: Features): Moments;
  /** Gradient of the picture from that of the first convolution's output: [1, 3, H, W]. */
  toPicture(gradient: Features, convolution: Convolution): string;
  /** To and from [1, C, H, W]. */
  toPlanar(input: Features): string;
  fromPlanar(value: string, channels: number, width: number, height: number): Features;
}

/** The kernel of a convolution's backward pass, `inChannels × outChannels × 3 × 3`, times `factor`. */
export function transposed(convolution: Convolution, factor = 1): Float32Array {
  const { inChannels, outChannels, weight } = convolution;
  const out = new Float32Array(weight.length);
  for (let o = 0; o < outChannels; o++) {
    for (let i = 0; i < inChannels; i++) {
      for (let tap = 0; tap < 9; tap++) {
        out[(i * outChannels + o) * 9 + 8 - tap] = weight[(o * inChannels + i) * 9 + tap]! * factor;
      }
    }
  }
  return out;
}
