import type { Measure } from './shape.js';
import type { measures } from './table.js';

/** The values of the measures of one frame; see the table of measures. */
export type MeasuredValues = {
  readonly [Key in keyof typeof measures]: (typeof measures)[Key] extends Measure<infer Value, infer _>
    ? Value
    : never;
};

/** Their means over a clip or a shot, null where nothing was measured. */
export type MeasuredMeans = {
  readonly [Key in keyof typeof measures]: (typeof measures)[Key] extends Measure<infer _, infer Mean>
    ? Mean
    : never;
};

/**
 * What is measured of one frame of a render. A pair belongs to its later frame;
 * there is none across a cut, nor before so many frames of the clip have come.
 */
export interface FrameMetrics extends MeasuredValues {
  /** From 0 within the part that is measured. */
  readonly index: number;
  /** The source's own number of it, from 0: what `--start 120f` counts by. */
  readonly frame: number;
  /** Source time in seconds, as players show it. */
  readonly time: number;
  /** Counted from 0; cuts are found in the source. */
  readonly shot: number;
  readonly startsShot: boolean;
}
