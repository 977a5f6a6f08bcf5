import type { FrameExplanation } from '../stylize/explain/frame-explanation.js';

/** A frame of a job, explained. */
export interface ExplainedFrame extends FrameExplanation {
  /** Counted from 0, from the first that is painted. */
  readonly index: number;
  /** Seconds from the beginning of the output. */
  readonly time: number;
}
