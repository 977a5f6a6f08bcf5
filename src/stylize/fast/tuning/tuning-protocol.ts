import type { SessionDevice } from '../../engines/create-session.js';
import type { Parameter } from './parameters.js';

/** How far learning has come: all that the next step needs, by parameter. */
export interface LearntState {
  /** Steps taken. */
  readonly step: number;
  /** Usual length of the gradient; 0 before the first. */
  readonly usual: number;
  readonly values: readonly Float32Array[];
  /** Adam's means of the gradient and of its square. */
  readonly first: readonly Float32Array[];
  readonly second: readonly Float32Array[];
}

/** What the worker that fine-tunes is started with. */
export interface TuningWorkerData {
  readonly device: SessionDevice;
  readonly parameters: readonly Parameter[];
  /** Where learning goes on; absent: it begins, with the parameters as they are. */
  readonly from: LearntState | undefined;
  /** Of stacked pictures. */
  readonly rows: number;
  readonly columns: number;
}

/** Argument and answer of each of the worker's methods. */
export interface TuningCalls {
  /** Paints the pictures of a step, whitened and stacked (`[pictures, 12, rows, columns]`), which are kept for `learn`. */
  paint: { argument: { pictures: Float32Array }; value: { painted: Float32Array } };
  /**
   * Takes a step of Adam, of the given rate, given the gradient of the loss by what was painted last; none where that of
   * the parameters is not a number. One that is much longer than usual is shortened.
   */
  learn: { argument: { pull: Float32Array; rate: number }; value: { finite: boolean } };
  /** What was learnt so far. */
  state: { argument: null; value: LearntState };
}
