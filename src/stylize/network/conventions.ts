import { VGG19_CONVOLUTIONS } from './layers.js';

/**
 * What a published set of weights expects of its input, as an affine map of
 * RGB in [0,1]: channel k of the network's input is
 * `scale[k] · rgb[order[k]] − offset[k]`.
 */
export interface InputConvention {
  readonly order: readonly [number, number, number];
  readonly scale: readonly [number, number, number];
  readonly offset: readonly [number, number, number];
}

/** Where each convolution's tensors are in a file, and what its input must be. */
export interface WeightsConvention {
  readonly description: string;
  /** The name under which a convolution's `weight` and `bias` stand. */
  readonly prefix: (convolution: string) => string;
  readonly input: InputConvention;
}

/** Features `features.N` of torchvision's `vgg19` (no batch normalisation) that are convolutions. */
const TORCHVISION_INDICES = [0, 2, 5, 7, 10, 12, 14, 16, 19, 21, 23, 25, 28, 30, 32, 34] as const;

/** torchvision's VGG-19: RGB in [0,1], ImageNet's mean and standard deviation. */
export const TORCHVISION: WeightsConvention = {
  description: "VGG-19 in torchvision's names",
  prefix: (convolution) => `features.${TORCHVISION_INDICES[VGG19_CONVOLUTIONS.indexOf(convolution)]}`,
  input: {
    order: [0, 1, 2],
    scale: [1 / 0.229, 1 / 0.224, 1 / 0.225],
    offset: [0.485 / 0.229, 0.456 / 0.224, 0.406 / 0.225],
  },
};

/** The original Caffe release's convention: BGR in 0…255 less the mean pixel of ImageNet. */
export const CAFFE: WeightsConvention = {
  description: 'VGG-19 in Caffe convention',
  prefix: (convolution) => convolution,
  input: { order: [2, 1, 0], scale: [255, 255, 255], offset: [103.939, 116.779, 123.68] },
};

/** Our own files: RGB in [0,1] less `mean`. */
export function ourConvention(mean: readonly [number, number, number]): WeightsConvention {
  return {
    description: 'an nst-video network',
    prefix: (convolution) => convolution,
    input: { order: [0, 1, 2], scale: [1, 1, 1], offset: mean },
  };
}

/**
 * Rewrites the first convolution (`out × 3 × 3 × 3`) for RGB in [0,1] with a
 * mean subtracted, which is returned with it. Since s·rgb − o = s·(rgb − o/s),
 * the zero padding still stands for the mean colour.
 */
export function foldInput(
  weight: Float32Array,
  { order, scale, offset }: InputConvention,
): { weight: Float32Array; mean: [number, number, number] } {
  const folded = new Float32Array(weight.length);
  const mean: [number, number, number] = [0, 0, 0];
  for (let k = 0; k < 3; k++) {
    const colour = order[k] as number;
    const factor = scale[k] as number;
    mean[colour] = (offset[k] as number) / factor;
    for (let o = 0; o < weight.length / 27; o++) {
      for (let tap = 0; tap < 9; tap++) {
        folded[(o * 3 + colour) * 9 + tap] = (weight[(o * 3 + k) * 9 + tap] as number) * factor;
      }
    }
  }
  return { weight: folded, mean };
}
