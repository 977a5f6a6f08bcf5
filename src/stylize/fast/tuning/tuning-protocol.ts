import type { SessionDevice } from '../../engines/create-session.js';
import type { Parameter } from './parameters.js';

/** How far learning has come: all that the next step needs, by parameter. */
export interface LearntState {
  /** Steps taken. */
  readonly step: number;
  /** Usual length of the gradient; 0 before the first. */
  readonly usual: number;
  readonly values: readonly Float32Array[];
  /** Means of the gradient, or of kernels its momentum; and means of its square, empty for kernels. */
  readonly first: readonly Float32Array[];
  readonly second: readonly Float32Array[];
}

/** What the worker that fine-tunes is started with. */
export interface TuningWorkerData {
  readonly device: SessionDevice;
  readonly parameters: readonly Parameter[];
  /** Where learning goes on; absent: it begins, with the parameters as they are. */
  readonly from: LearntState | undefined;
  /** Of a stacked picture. */
  readonly rows: number;
  readonly columns: number;
}

/** Argument and answer of each of the worker's methods. */
export interface TuningCalls {
  /** Paints a picture, whitened and stacked (`[12, rows, columns]`), which is kept for `learn`. */
  paint: { argument: { picture: Float32Array }; value: { painted: Float32Array } };
  /**
   * Takes a step of the given share of the full rate, given the gradient of the loss by what was painted last; none where that of
   * the parameters is not a number. One that is much longer than usual is shortened.
   */
  learn: { argument: { pull: Float32Array; pace: number }; value: { finite: boolean } };
  /** What was learnt so far. */
  state: { argument: null; value: LearntState };
}
