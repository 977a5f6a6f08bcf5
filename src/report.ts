import type { LossTerms } from './loss-terms.js';
import type { StylizeOptions } from './options/resolve.js';
import type { StageSeconds } from './progress.js';

/** What became of one frame. */
export interface FrameReport {
  readonly index: number;
  /** Seconds from the beginning of the output. */
  readonly time: number;
  /** Counted from 0. */
  readonly shot: number;
  /** Of the loss and its gradient; 0 for a frame that repeats the one before, and in one pass. */
  readonly evaluations: number;
  /** The weighted terms after the last one; null where no loss was computed: in one pass. */
  readonly loss: LossTerms | null;
  /** Share of trusted pixels, in [0,1]; null where there was no flow: a shot's first frame, no temporal loss. */
  readonly reliable: number | null;
  /** Its source could not be decoded: painted from a repetition of its neighbour. */
  readonly concealed: boolean;
}

/** What a job did: the value of `stylizeVideo` and `stylizeImage`, and the file that `--report` writes. */
export interface StylizeReport {
  readonly input: string;
  readonly output: string;
  /** One entry a frame, in order. */
  readonly frames: readonly FrameReport[];
  /** Frames whose source could not be decoded. */
  readonly concealedFrames: number;
  /** The exact frame rate as a fraction, `30000/1001`; null for an image. */
  readonly fps: string | null;
  /** Pixels of the output. */
  readonly size: { readonly width: number; readonly height: number };
  readonly model: string;
  readonly device: string;
  readonly options: StylizeOptions;
  /** Stages overlap: their seconds may exceed the total. */
  readonly seconds: StageSeconds & { readonly total: number };
  /** Median wall time of a frame after a shot's first; where there is none, of the only frame. */
  readonly secondsPerFrame: number;
  /** Largest resident size of the Node process, in MiB, without that of the process in which a painter of one pass is made ready before. */
  readonly peakRssMb: number;
}
