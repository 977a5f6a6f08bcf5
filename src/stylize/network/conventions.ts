import { ModelError } from '../../errors.js';
import { VGG_CONVOLUTIONS, type VggColumn } from './layers.js';
import type { SafetensorsHeader } from './safetensors.js';

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

/** Where each convolution's tensors are in a file, and what such names say of its input. */
export interface WeightsConvention {
  readonly description: string;
  /** The network whose weights these are; the file may stop at any depth. */
  readonly column: VggColumn;
  /** The name under which a convolution's `weight` and `bias` stand. */
  readonly prefix: (convolution: string) => string;
  readonly input: InputName;
}

/** torchvision's input: RGB in [0,1], ImageNet's mean and standard deviation. */
export const IMAGENET_RGB: InputConvention = {
  order: [0, 1, 2],
  scale: [1 / 0.229, 1 / 0.224, 1 / 0.225],
  offset: [0.485 / 0.229, 0.456 / 0.224, 0.406 / 0.225],
};

/** The original Caffe release's input: BGR in 0…255 minus the mean pixel of ImageNet. */
export const CAFFE_BGR: InputConvention = {
  order: [2, 1, 0],
  scale: [255, 255, 255],
  offset: [103.939, 116.779, 123.68],
};

/** Keras' for its own networks, such as MobileNet: RGB in −1…1. */
const SIGNED_RGB: InputConvention = { order: [0, 1, 2], scale: [2, 2, 2], offset: [1, 1, 1] };

/** RGB in [0,1] as it is; also for a file that prepares its picture itself. */
const UNIT_RGB: InputConvention = { order: [0, 1, 2], scale: [1, 1, 1], offset: [0, 0, 0] };

/** The published conventions by the names that `--model-input`, `--input` and our installed files give them. */
export const INPUTS = { rgb: IMAGENET_RGB, caffe: CAFFE_BGR, signed: SIGNED_RGB, unit: UNIT_RGB } as const;

/** `rgb`, torchvision's; `caffe`, that of the original release; `signed` or `unit`, without a mean. */
export type InputName = keyof typeof INPUTS;

/** Our own files' input: RGB in [0,1] less `mean`. */
export function rgbLess(mean: readonly [number, number, number]): InputConvention {
  return { order: [0, 1, 2], scale: [1, 1, 1], offset: mean };
}

/** Features `features.N` of torchvision's networks (without batch normalisation) that are convolutions. */
const TORCHVISION_INDICES = {
  vgg16: [0, 2, 5, 7, 10, 12, 14, 17, 19, 21, 24, 26, 28],
  vgg19: [0, 2, 5, 7, 10, 12, 14, 16, 19, 21, 23, 25, 28, 30, 32, 34],
} as const;

/** torchvision's `vgg16` and `vgg19`. */
export function torchvisionConvention(column: VggColumn): WeightsConvention {
  return {
    description: `${column.replace('vgg', 'VGG-')} in torchvision's names`,
    column,
    prefix: (name) => `features.${TORCHVISION_INDICES[column][VGG_CONVOLUTIONS[column].indexOf(name)]}`,
    input: 'rgb',
  };
}

/**
 * The convention of a file, by the names of its tensors: torchvision's
 * (`features.0.weight`) or those of the paper (`conv1_1.weight`).
 *
 * @throws ModelError where it has neither
 */
export function conventionOf({ tensors, source }: SafetensorsHeader): WeightsConvention {
  if (tensors.has('features.0.weight')) {
    const sixteen = tensors.has('features.17.weight') && !tensors.has('features.16.weight');
    return torchvisionConvention(sixteen ? 'vgg16' : 'vgg19');
  }
  if (!tensors.has('conv1_1.weight')) {
    const some = [...tensors.keys()].slice(0, 3).join(', ') || 'no tensors';
    throw new ModelError(
      `Expected ${source} to hold VGG layers (conv1_1.weight or features.0.weight), got ${some}`,
    );
  }
  const column = tensors.has('conv4_1.weight') && !tensors.has('conv3_4.weight') ? 'vgg16' : 'vgg19';
  return {
    description: `${column.replace('vgg', 'VGG-')} in the paper's names`,
    column,
    prefix: (name) => name,
    input: 'caffe',
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
    const colour = order[k]!;
    const factor = scale[k]!;
    mean[colour] = offset[k]! / factor;
    for (let o = 0; o < weight.length / 27; o++) {
      for (let tap = 0; tap < 9; tap++) {
        folded[(o * 3 + colour) * 9 + tap] = weight[(o * 3 + k) * 9 + tap]! * factor;
      }
    }
  }
  return { weight: folded, mean };
}
