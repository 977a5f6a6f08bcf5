import type { LossTerms } from '../loss-terms.js';
import type { Scale, Schedule } from './scales.js';

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
  readonly signal?: AbortSignal | undefined;
  readonly onEvaluation?: ((event: EvaluationEvent) => void) | undefined;
}

/** Counts a frame's evaluations over its scales. */
export class EvaluationCounter {
  evaluations = 0;
  readonly signal: AbortSignal | undefined;
  readonly #onEvaluation: PaintOptions['onEvaluation'];
  readonly #schedule: Schedule;

  constructor(schedule: Schedule, { signal, onEvaluation }: PaintOptions) {
    this.signal = signal;
    this.#onEvaluation = onEvaluation;
    this.#schedule = schedule;
  }

  count(scale: Scale, evaluation: number, loss: LossTerms): void {
    this.evaluations++;
    this.#onEvaluation?.({
      scale: this.#schedule.indexOf(scale),
      scales: this.#schedule.length,
      evaluation,
      limit: scale.evaluations,
      loss,
    });
  }
}
