import type { FlowField } from '../flow-field.js';
import type { Image } from '../image.js';

/** The flow between two frames, both ways. */
export interface FlowPair {
  /** previous → current, on the previous frame's grid. */
  readonly forward: FlowField;
  /** current → previous, on the current frame's grid. */
  readonly backward: FlowField;
}

/** A call that can be aborted; it then rejects with the signal's reason. */
export interface Abortable {
  readonly signal?: AbortSignal | undefined;
}

/** What turns two frames into flow: our DIS, or one of a test. */
export interface FlowEstimator extends AsyncDisposable {
  /** One line for reports: the method and what it was set to. */
  readonly description: string;
  /**
   * The flow between two images of the same size, both ways. Calls may overlap.
   * Rejects with `signal.reason` when aborted, with `UsageError` where the sizes differ or the
   * estimator is disposed of, with `EngineError` where its engine fails.
   */
  estimateBoth(previous: Image, current: Image, options?: Abortable): Promise<FlowPair>;
  /**
   * The flow on `from`'s grid to `to`, where nearly all of it is known: `guess` is what one would expect. For frames
   * farther apart, whose motion is known from those between. Rejects as `estimateBoth` does. Absent where flows are
   * given and not estimated.
   */
  refine?(from: Image, to: Image, guess: FlowField, options?: Abortable): Promise<FlowField>;
}
