import { Evaluations, type Minimisation, type Minimum, type Optimiser } from './optimiser.js';
import { type Vector, VectorSpace } from './vector-space.js';

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
    const evaluations = new Evaluations(problem, best.values);
    for (;;) {
      gradient.values.set((await evaluations.at(x.values)).gradient);
      if (evaluations.done) return evaluations.minimum();
      space.adamStepInto(x, m, v, gradient, {
        rate: this.#rate / (1 - beta1 ** evaluations.count),
        correction: 1 / (1 - beta2 ** evaluations.count),
        beta1,
        beta2,
        epsilon,
      });
    }
  }
}
