import type { LossTerms } from '../../loss-terms.js';
import { type Minimisation, type Minimum, type Optimiser, stalled } from './optimiser.js';
import type { Vector } from './vector.js';
import { VectorSpace } from './vector-space.js';

const beta1 = 0.9;
const beta2 = 0.999;
const epsilon = 1e-8;

/** Adam (Kingma & Ba 2015), clamped to the box [0,1] after every step. */
export class Adam implements Optimiser {
  readonly #rate: number;

  /** @param rate step size, in pixel values */
  constructor(rate = 0.05) {
    this.#rate = rate;
  }

  async minimise(problem: Minimisation): Promise<Minimum> {
    const space = new VectorSpace(problem.start.length, 5);
    const [x, gradient, m, v, best] = space.vectors as [Vector, Vector, Vector, Vector, Vector];
    x.values.set(problem.start);
    let bestTerms: LossTerms | undefined;
    const losses: number[] = [];
    let evaluation = 0;
    while (evaluation < problem.maxEvaluations) {
      problem.signal?.throwIfAborted();
      const { terms, gradient: fresh } = await problem.evaluate(x.values);
      evaluation++;
      problem.onEvaluation?.(evaluation, terms);
      if (bestTerms === undefined || terms.total < bestTerms.total) {
        bestTerms = terms;
        best.values.set(x.values);
      }
      losses.push(bestTerms.total);
      if (stalled(losses, problem.stallTolerance, problem.stallWindow)) break;
      gradient.values.set(fresh);
      space.adamStepInto(x, m, v, gradient, {
        rate: this.#rate / (1 - beta1 ** evaluation),
        correction: 1 / (1 - beta2 ** evaluation),
        beta1,
        beta2,
        epsilon,
      });
    }
    return { x: best.values.slice(), terms: bestTerms as LossTerms, evaluations: evaluation };
  }
}
