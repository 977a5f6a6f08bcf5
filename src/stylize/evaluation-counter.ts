import type { LossTerms } from './loss/loss.js';
import type { Course, Scale } from './scales.js';

/** One evaluation of the loss, as it happens. */
export interface EvaluationEvent {
  /** Counted from 0, the coarsest. */
  readonly scale: number;
  readonly scales: number;
  /** Counted from 1 within the scale. */
  readonly evaluation: number;
  /** The most that this scale may take. */
  readonly limit: number;
  readonly loss: LossTerms;
}

/** What painting a frame takes besides pictures. */
export interface PaintOptions {
  readonly signal?: AbortSignal;
  readonly onEvaluation?: (event: EvaluationEvent) => void;
}

/** Counts a frame's evaluations over its scales. */
export class Meter {
  evaluations = 0;
  readonly signal: AbortSignal | undefined;
  readonly #onEvaluation: PaintOptions['onEvaluation'];
  readonly #course: Course;

  constructor(course: Course, { signal, onEvaluation }: PaintOptions) {
    this.signal = signal;
    this.#onEvaluation = onEvaluation;
    this.#course = course;
  }

  count(scale: Scale, evaluation: number, loss: LossTerms): void {
    this.evaluations++;
    this.#onEvaluation?.({
      scale: this.#course.indexOf(scale),
      scales: this.#course.length,
      evaluation,
      limit: scale.evaluations,
      loss,
    });
  }
}
