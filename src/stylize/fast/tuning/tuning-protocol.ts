import type { SessionDevice } from '../../engines/create-session.js';
import type { Parameter } from './parameters.js';

/** What the worker that fine-tunes is started with. */
export interface TuningWorkerData {
  readonly device: SessionDevice;
  readonly parameters: readonly Parameter[];
  /** Of the pictures of a step, stacked: `[pictures, 12, rows, columns]`. */
  readonly shape: readonly [number, number, number, number];
}

/** Argument and answer of each of the worker's methods. */
export interface TuningCalls {
  /** Paints the pictures of a step, whitened and stacked, which are kept for `learn`. */
  paint: { argument: { pictures: Float32Array }; value: { painted: Float32Array } };
  /** Takes a step of Adam, of the given rate, given the gradient of the loss by what was painted last. */
  learn: { argument: { pull: Float32Array; rate: number }; value: { finite: boolean } };
  /** The parameters as they are now. */
  parameters: { argument: null; value: readonly Parameter[] };
}
