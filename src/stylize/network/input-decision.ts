import { ModelError } from '../../errors.js';
import { INPUTS, type InputConvention, type InputName } from './conventions.js';

/** What a network's input must be, and how we know. */
export interface InputDecision {
  readonly convention: InputConvention;
  /** The convention's name; undefined where the file gives a mean of its own. */
  readonly name: InputName | undefined;
  /** For people, such as `its weights are those of Caffe's VGG-16`. */
  readonly because: string;
}

/** Each convention in words. */
export const INPUT_WORDS: Readonly<Record<InputName, string>> = {
  rgb: "RGB in [0,1], normalised with ImageNet's mean and standard deviation",
  caffe: 'BGR in 0…255 minus the mean pixel',
  signed: 'RGB in −1…1',
  unit: 'RGB in [0,1] as it is',
};

/** Whether a text, such as a file's own metadata, names a convention. */
export function isInputName(text: string | undefined): text is InputName {
  return text !== undefined && Object.hasOwn(INPUTS, text);
}

/** A decision for one of the named conventions. */
export function decided(name: InputName, because: string): InputDecision {
  return { name, convention: INPUTS[name], because };
}

/**
 * The first nine weights (first filter, first colour) of the published
 * networks: those of the Visual Geometry Group, which Keras and Caffe2 took
 * over, and torchvision's own.
 */
const PUBLISHED: readonly { name: InputName; what: string; first: readonly number[] }[] = [
  {
    name: 'caffe',
    what: "Caffe's VGG-16",
    first: [0.4295, 0.3735, -0.0614, 0.2747, 0.0387, -0.3672, -0.0575, -0.2622, -0.3501],
  },
  {
    name: 'caffe',
    what: "Caffe's VGG-19",
    first: [0.3412, 0.34, -0.0448, 0.2322, 0.0898, -0.3033, -0.0726, -0.2467, -0.3368],
  },
  {
    name: 'rgb',
    what: "torchvision's VGG-16",
    first: [-0.5537, 0.1427, 0.529, -0.5831, 0.3566, 0.7657, -0.6902, -0.048, 0.4841],
  },
  {
    name: 'rgb',
    what: "torchvision's VGG-19",
    first: [-0.0535, -0.0493, -0.0679, 0.0153, 0.0451, 0.0021, 0.0362, 0.02, 0.0199],
  },
];

/** Four decimals, and the rounding of bfloat16 near 1. */
const TOLERANCE = 0.003;

/**
 * The input of weights that are known, undefined of all others.
 *
 * The size of the weights does not tell: both conventions have a first layer
 * whose filters have a norm of 1 to 2 and whose biases are near 0.5, although
 * Caffe's input is fifty times larger; what follows simply runs at that
 * larger scale. So we compare with what was published; a network whose
 * channels were put in another order, or that was scaled, is none of these.
 *
 * @param weight of the first convolution, `out × 3 × 3 × 3`, as it stands in the file, or the first nine of it
 */
export function inputOfKnownWeights(weight: Float32Array): InputDecision | undefined {
  const known = PUBLISHED.find(({ first }) =>
    first.every((value, i) => Math.abs(value - (weight[i] ?? Number.NaN)) < TOLERANCE),
  );
  return known && decided(known.name, `its weights are those of ${known.what}`);
}

/** The input that the user names, with a remark where the weights are known to want another. */
export function inputFromUser(name: InputName, weight: Float32Array): InputDecision {
  const known = inputOfKnownWeights(weight);
  return decided(
    name,
    known && known.name !== name ? `you specified it, although ${known.because}` : 'you specified it',
  );
}

/** What to throw where nothing tells the input. */
export function undecided(source: string): ModelError {
  return new ModelError(
    `Expected ${source} to show which input its weights expect, but neither the weights nor their names are known ones. ` +
      `Specify it when installing: \`nst-video models install <file> --input rgb\` (${INPUT_WORDS.rgb}, as torchvision ` +
      `trains) or \`--input caffe\` (${INPUT_WORDS.caffe}, as Caffe and Keras)`,
  );
}
