import { vectorNormSquared } from '../../loss/norms.js';
import type { Parameter } from './parameters.js';
import type { LearntState } from './tuning-protocol.js';

/** How far a step goes at most: kernels by a share of their own length, everything else as Adam's rate. */
const rates = { kernels: 0.03, others: 0.02 };
/** How much of the gradients before is kept, and of their squares. */
const [beta1, beta2] = [0.9, 0.999];
const epsilon = 1e-8;

/** Matrices like kernels, by parameter, made orthogonal: `writeOrthogonalGraph`. */
export type Orthogonalise = (
  kernels: ReadonlyMap<Parameter, Float32Array>,
) => Promise<ReadonlyMap<Parameter, Float32Array>>;

/**
 * Muon (Jordan et al. 2024) for kernels: a step along their momentum made orthogonal, so that all directions that the
 * gradient names are learnt equally fast. Adam (Kingma & Ba 2015) for scales, shifts and gains.
 */
export class Optimiser {
  readonly #parameters: readonly Parameter[];
  readonly #orthogonalise: Orthogonalise;
  readonly #first: readonly Float32Array[];
  /** Empty for kernels. */
  readonly #second: readonly Float32Array[];
  #step: number;
  /** The median length of a gradient, about. */
  #usual: number;

  /** @param parameters whose values are changed in place */
  constructor(parameters: readonly Parameter[], orthogonalise: Orthogonalise, from?: LearntState) {
    this.#parameters = parameters;
    this.#orthogonalise = orthogonalise;
    this.#first = from?.first ?? parameters.map(({ values }) => new Float32Array(values.length));
    this.#second =
      from?.second ?? parameters.map((one) => new Float32Array(isKernel(one) ? 0 : one.values.length));
    this.#step = from?.step ?? 0;
    this.#usual = from?.usual ?? 0;
  }

  /**
   * Takes a step.
   *
   * @param gradients of each parameter; their place is used for other values
   * @param pace share of the full rate, 0 to 1
   * @returns whether it was taken: it is not where a gradient is not a number
   */
  async step(gradients: readonly Float32Array[], pace: number): Promise<boolean> {
    const length = lengthOf(gradients);
    this.#step++;
    if (!Number.isFinite(length)) return false;
    // One crop that is far off must not drown the others.
    const factor = this.#usual === 0 ? 1 : Math.min(1, (2 * this.#usual) / length);
    this.#usual = this.#usual === 0 ? length : this.#usual * (length > this.#usual ? 1.04 : 1 / 1.04);
    const ahead = new Map<Parameter, Float32Array>();
    for (const [i, parameter] of this.#parameters.entries()) {
      const gradient = gradients[i]!;
      for (let k = 0; k < gradient.length; k++) gradient[k]! *= factor;
      if (isKernel(parameter)) {
        addMomentum(this.#first[i]!, gradient);
        ahead.set(parameter, gradient);
      } else this.#adam(parameter, gradient, i, pace * rates.others);
    }
    for (const [{ values }, direction] of await this.#orthogonalise(ahead)) {
      const far = (pace * rates.kernels * lengthOf([values])) / lengthOf([direction]);
      if (!Number.isFinite(far)) continue; // nothing was asked of this kernel
      for (let k = 0; k < values.length; k++) values[k]! -= far * direction[k]!;
    }
    return true;
  }

  /** Takes what the next step needs. */
  state(): LearntState {
    const values = this.#parameters.map((parameter) => parameter.values);
    return { step: this.#step, usual: this.#usual, values, first: this.#first, second: this.#second };
  }

  #adam({ values }: Parameter, gradient: Float32Array, i: number, rate: number): void {
    const [first, second] = [this.#first[i]!, this.#second[i]!];
    const step = rate / (1 - beta1 ** this.#step);
    const correction = 1 / (1 - beta2 ** this.#step);
    for (let k = 0; k < values.length; k++) {
      const g = gradient[k]!;
      const m = beta1 * first[k]! + (1 - beta1) * g;
      const v = beta2 * second[k]! + (1 - beta2) * g * g;
      first[k] = m;
      second[k] = v;
      values[k]! -= (step * m) / (Math.sqrt(v * correction) + epsilon);
    }
  }
}

/** Whether a parameter is a matrix, or a stack of them, that Muon is for. */
export const isKernel = ({ shape }: Pick<Parameter, 'shape'>): boolean => shape.length === 4;

/** Adds a gradient to its momentum, and puts the sum that is looked ahead to (Nesterov) in its place. */
function addMomentum(momentum: Float32Array, gradient: Float32Array): void {
  for (let k = 0; k < gradient.length; k++) {
    const sum = beta1 * momentum[k]! + gradient[k]!;
    momentum[k] = sum;
    gradient[k]! += beta1 * sum;
  }
}

/** Of all of them as one vector. */
function lengthOf(vectors: readonly Float32Array[]): number {
  return Math.sqrt(vectors.reduce((sum, vector) => sum + vectorNormSquared(vector), 0));
}
