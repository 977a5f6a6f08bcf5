import type { Octaves } from './octaves.js';
import { Evaluations, type Minimisation, type Minimum, type Optimiser } from './optimiser.js';
import { type Vector, VectorSpace } from './vector-space.js';

/** Root mean square of the very first step, in pixel values, where no scale of the inverse Hessian is known. */
const firstStepRms = 0.02;
/** No step moves the pixels by more than this root mean square. */
const largestStepRms = 0.1;
/** A loss this much above the best one means the model of the Hessian is wrong: start over from the best. */
const divergence = 1.5;
/** Bytes that the vectors may take; a larger picture gets a shorter history. */
const memoryLimit = 1_000_000_000;

type Vectors = [Vector, Vector, Vector, Vector, Vector, Vector, Vector];
/** Vectors that every minimisation needs, besides the pairs. */
const ownVectors = 7;

interface Pair {
  readonly s: Vector;
  readonly y: Vector;
  sy: number;
}

/**
 * L-BFGS (Nocedal & Wright 2006, algorithms 7.4 and 7.5) without a line
 * search: one evaluation a step. Departures from the textbook: the step is
 * clamped to the box [0,1], and what is left of it enters the history; pixels
 * that sit on the border and would leave it are left out of gradient and
 * direction (two-metric projection, Bertsekas 1982); pairs of non-positive
 * curvature are skipped; steps are limited in size; on a rise of the loss by
 * half the history is dropped and the best point taken up again. The inverse
 * Hessian is started as inverseHessianScale · √D P Pᵀ √D, D = diag(inverseHessianDiagonal), P the map from
 * the picture's octaves to its pixels: large forms move first, and fine grain only as far as it pays.
 */
export class Lbfgs implements Optimiser {
  readonly #history: number;
  #key = '';
  #space: VectorSpace | undefined;

  /** @param history pairs remembered, ≥ 1 */
  constructor(history = 12) {
    this.#history = history;
  }

  async minimise(problem: Minimisation): Promise<Minimum> {
    const length = problem.start.length;
    const room = Math.floor((memoryLimit / (4 * length) - ownVectors - 2) / 2);
    const history = Math.max(1, Math.min(this.#history, problem.maxEvaluations, room));
    const space = this.#spaceFor(length, ownVectors + 2 + 2 * history, problem.octaves);
    const [x, gradient, previousGradient, direction, best, bestGradient, scaling] = space.vectors as Vectors;
    const { inverseHessianDiagonal } = problem;
    const roots = inverseHessianDiagonal?.map(Math.sqrt);
    if (roots) for (let i = 0; i < length; i += roots.length) scaling.values.set(roots, i);
    /** v ← √D P Pᵀ √D v */
    const precondition = (v: Vector) => {
      if (roots) space.multiplyInto(v, scaling);
      space.spreadInto(v);
      if (roots) space.multiplyInto(v, scaling);
    };
    const pool: Pair[] = Array.from({ length: history + 1 }, (_, index) => ({
      s: space.vectors[ownVectors + 2 * index] as Vector,
      y: space.vectors[ownVectors + 1 + 2 * index] as Vector,
      sy: 0,
    }));
    let pairs: Pair[] = [];
    x.values.set(problem.start);

    const evaluations = new Evaluations(problem, best.values);
    let { inverseHessianScale } = problem;
    let firstStep = firstStepRms;
    let stepped: Pair | undefined;
    for (;;) {
      const limit = divergence * (evaluations.terms?.total ?? Number.POSITIVE_INFINITY);
      const { terms, gradient: fresh, lowest } = await evaluations.at(x.values);
      gradient.values.set(fresh);
      if (lowest) bestGradient.values.set(fresh);
      if (evaluations.done) break;

      if (!(terms.total <= limit) && evaluations.count > 1) {
        pairs = [];
        stepped = undefined;
        if (inverseHessianScale === undefined) firstStep /= 4;
        else inverseHessianScale /= 4;
        x.values.set(best.values);
        gradient.values.set(bestGradient.values);
      } else if (stepped !== undefined) {
        space.subtractInto(stepped.y, gradient, previousGradient);
        const yy = space.dot(stepped.y, stepped.y);
        stepped.sy = space.dot(stepped.s, stepped.y);
        if (stepped.sy > 1e-10 * yy && yy > 0) {
          direction.values.set(stepped.y.values);
          precondition(direction);
          inverseHessianScale = stepped.sy / space.dot(stepped.y, direction);
          pairs.push(stepped);
          if (pairs.length > history) pairs.shift();
        }
      }
      previousGradient.values.set(gradient.values);

      space.freePartInto(direction, gradient, gradient, x);
      twoLoopInto(space, direction, pairs, inverseHessianScale, precondition);
      space.freePartInto(direction, direction, gradient, x);
      const directionRms = Math.sqrt(space.dot(direction, direction) / length);
      if (!(directionRms > 0)) break;
      const stepLength =
        inverseHessianScale === undefined
          ? firstStep / directionRms
          : Math.min(1, largestStepRms / directionRms);
      const free = pool.find((pair) => !pairs.includes(pair)) as Pair;
      space.stepInto(x, free.s, stepLength, direction);
      stepped = free;
    }
    return evaluations.minimum(inverseHessianScale);
  }

  #spaceFor(length: number, count: number, octaves: Octaves | undefined): VectorSpace {
    const key = JSON.stringify([length, octaves]);
    if (this.#space === undefined || this.#key !== key || this.#space.vectors.length < count) {
      this.#space = new VectorSpace(length, count, octaves);
      this.#key = key;
    }
    return this.#space;
  }
}

/**
 * direction ← −H·direction, H the L-BFGS inverse Hessian from `pairs` (oldest first), started at
 * `inverseHessianScale` · what `precondition` applies.
 */
function twoLoopInto(
  space: VectorSpace,
  direction: Vector,
  pairs: readonly Pair[],
  inverseHessianScale: number | undefined,
  precondition: (v: Vector) => void,
): void {
  const alphas: number[] = [];
  for (let i = pairs.length - 1; i >= 0; i--) {
    const { s, y, sy } = pairs[i] as Pair;
    const alpha = space.dot(s, direction) / sy;
    alphas[i] = alpha;
    space.addScaledInto(direction, -alpha, y);
  }
  space.scaleInto(direction, inverseHessianScale ?? 1);
  precondition(direction);
  for (const [i, { s, y, sy }] of pairs.entries()) {
    const beta = space.dot(y, direction) / sy;
    space.addScaledInto(direction, alphas[i]! - beta, s);
  }
  space.scaleInto(direction, -1);
}
