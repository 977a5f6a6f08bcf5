import type { LossTerms } from '../../loss-terms.js';
import type { Evaluation } from '../loss/loss.js';
import type { Octaves } from './octaves.js';

/** What is minimised, from where, and when to stop. */
export interface Minimisation {
  /** The starting point, a picture's CHW values in [0,1]; not written to. */
  readonly start: Float32Array;
  /** Loss and gradient at x. */
  readonly evaluate: (x: Float32Array) => Promise<Evaluation>;
  /** At most this many evaluations, ≥ 1. */
  readonly maxEvaluations: number;
  /**
   * Stops when the best loss has fallen by no more than this share of itself over
   * the last `stallWindow` evaluations; 0 never stops early.
   */
  readonly stallTolerance: number;
  readonly stallWindow: number;
  /**
   * γ of the first inverse Hessian γI (Nocedal & Wright 2006, eq. 7.20), from an earlier, similar minimisation;
   * without it the first step moves pixels by a fixed small amount.
   */
  readonly inverseHessianScale?: number | undefined;
  /**
   * How far each pixel may be expected to move relative to the others, > 0, one value a pixel for all its
   * channels: the diagonal of the inverse Hessian that is started from. Absent: all alike.
   */
  readonly inverseHessianDiagonal?: Float32Array | undefined;
  /** The octaves that are descended on; absent: the pixels themselves. Adam knows pixels only. */
  readonly octaves?: Octaves | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Called after each evaluation with its 1-based number. */
  readonly onEvaluation?: (evaluation: number, terms: LossTerms) => void;
}

/** Where a minimisation ended: the point of the lowest loss that was evaluated. */
export interface Minimum {
  readonly x: Float32Array;
  readonly terms: LossTerms;
  readonly evaluations: number;
  /** γ as last measured, for the next similar minimisation; absent where it was not. */
  readonly inverseHessianScale?: number | undefined;
}

/** A method that minimises within the box [0,1]. It keeps nothing between calls but memory. */
export interface Optimiser {
  minimise(problem: Minimisation): Promise<Minimum>;
}

/** The evaluations of one minimisation: counted, reported, and the point of the lowest loss kept. */
export class Evaluations {
  count = 0;
  /** Of the lowest loss so far. */
  terms: LossTerms | undefined;
  readonly #problem: Minimisation;
  readonly #best: Float32Array;
  readonly #lowest: number[] = [];

  /** @param best receives the point of the lowest loss */
  constructor(problem: Minimisation, best: Float32Array) {
    this.#problem = problem;
    this.#best = best;
  }

  /** Loss and gradient at x, and whether that is the lowest loss so far. */
  async at(x: Float32Array): Promise<Evaluation & { readonly lowest: boolean }> {
    const { signal, evaluate, onEvaluation } = this.#problem;
    signal?.throwIfAborted();
    const { terms, gradient } = await evaluate(x);
    this.count++;
    onEvaluation?.(this.count, terms);
    const lowest = this.terms === undefined || terms.total < this.terms.total;
    if (lowest) {
      this.terms = terms;
      this.#best.set(x);
    }
    this.#lowest.push(this.terms?.total ?? Number.NaN);
    return { terms, gradient, lowest };
  }

  /** Whether no more are allowed, or the loss has stalled. */
  get done(): boolean {
    const { maxEvaluations, stallTolerance, stallWindow } = this.#problem;
    return this.count >= maxEvaluations || stalled(this.#lowest, stallTolerance, stallWindow);
  }

  /** @param inverseHessianScale γ as last measured */
  minimum(inverseHessianScale?: number): Minimum {
    const terms = this.terms as LossTerms;
    return { x: this.#best.slice(), terms, evaluations: this.count, inverseHessianScale };
  }
}

/** Has the best loss stalled? `history` holds the best loss after each evaluation so far. */
export function stalled(history: readonly number[], tolerance: number, window: number): boolean {
  const last = history.length - 1;
  if (tolerance <= 0 || last < window) return false;
  const before = history[last - window]!;
  const now = history[last]!;
  return before - now <= tolerance * Math.abs(before);
}
