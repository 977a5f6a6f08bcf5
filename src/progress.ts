import type { LossTerms } from './loss-terms.js';
import type { PaintingWay } from './options/option.js';
import type { StylizeOptions } from './options/resolve.js';
import type { TimeEstimate } from './time-estimate.js';
import type { Waypoint } from './waypoints.js';

/** Seconds of wall time that each stage took. Stages overlap, so their sum may exceed the total. */
export interface StageSeconds {
  readonly decode: number;
  readonly flow: number;
  readonly optimise: number;
  readonly encode: number;
}

/** What is about to be done: sent once, before the first frame is decoded. */
export interface PlanProgress {
  readonly type: 'plan';
  readonly kind: 'video' | 'image';
  readonly input: string;
  readonly style: string;
  readonly output: string;
  /** Pixels as displayed: rotated, with square pixels. */
  readonly sourceWidth: number;
  readonly sourceHeight: number;
  /** Pixels that are optimised. */
  readonly width: number;
  readonly height: number;
  /** Pixels that are written: more, where what is painted is enlarged. */
  readonly outputWidth: number;
  readonly outputHeight: number;
  /**
   * The source's number, counted from 0, of the frame that the output begins with: what is to be added to the index of a
   * frame. 0 under `fps`, where frames of the output are none of the source's. Absent for an image.
   */
  readonly firstFrame?: number;
  /** Source time of that frame, in seconds: what is to be added to the times of frames and shots. Absent for an image. */
  readonly startTime?: number;
  /** Frames to be painted; null where the container does not say. 1 for an image. */
  readonly frames: number | null;
  /** Frames a second, rounded from the exact rate; null for an image. */
  readonly fps: number | null;
  /** Frames that are given as pictures, by their index, and those pictures; absent where there are none. */
  readonly keyframes?: readonly { readonly index: number; readonly picture: string }[];
  /** What `--at` changes, by the names that it goes by there (`style-weight`, `blend2`); absent where that is nothing. */
  readonly changes?: Readonly<Record<string, readonly Waypoint[]>>;
  /** Seconds of the part that is stylized; null for an image or where the container does not say. */
  readonly duration: number | null;
  /** Audio streams that go along. */
  readonly audioStreams: number;
  /** For people: `CPU, 2 threads (onnxruntime 1.30.0)`. */
  readonly device: string;
  /** For people: `small`, or a file. */
  readonly model: string;
  /** How frames are painted. */
  readonly way: PaintingWay;
  readonly options: StylizeOptions;
}

/** How long it takes, from what was measured so far. */
export interface EstimateProgress extends TimeEstimate {
  readonly type: 'estimate';
  /** Of the job; null where their number is not known. */
  readonly frames: number | null;
}

/** A shot begins. */
export interface ShotProgress {
  readonly type: 'shot';
  /** Counted from 0. */
  readonly shot: number;
  readonly frame: number;
  /** Of its first frame, in seconds from the beginning of the output. */
  readonly time: number;
}

/** One step of training the painter of `--fast` for the painting at hand. */
export interface FineTuneProgress {
  readonly type: 'fine-tune';
  /** Counted from 1. */
  readonly step: number;
  readonly steps: number;
  /** Distance of a painted part of a frame from the painting and from that frame, of which 1 is the unpainted frame's. */
  readonly style: number;
  readonly content: number;
}

/** One evaluation of the loss and its gradient. */
export interface EvaluationProgress {
  readonly type: 'evaluation';
  readonly frame: number;
  /** Counted from 0, the coarsest. */
  readonly scale: number;
  readonly scales: number;
  /** Counted from 1 within the scale. */
  readonly evaluation: number;
  /** The most that this scale may take. */
  readonly limit: number;
  readonly loss: LossTerms;
}

/** A frame is painted. */
export interface FrameProgress {
  readonly type: 'frame';
  readonly index: number;
  /** Seconds from the beginning of the output. */
  readonly time: number;
  readonly shot: number;
  /** Of the loss, at all scales; 0 for a frame that repeats its predecessor, and in one pass. */
  readonly evaluations: number;
  /** Null where no loss was computed: in one pass. */
  readonly loss: LossTerms | null;
  /** Share of pixels whose flow is trusted, in [0,1]; null where there was no flow: a shot's first frame, no temporal loss. */
  readonly reliable: number | null;
  readonly seconds: StageSeconds;
}

/** Something the user should know that is no error: audio encoded anew, a device passed over. */
export interface NoticeProgress {
  readonly type: 'notice';
  readonly text: string;
}

/** Frames of an earlier run are there: painting continues after them. Sent after the plan. */
export interface ResumeProgress {
  readonly type: 'resume';
  /** The work folder that they lie in. */
  readonly folder: string;
  readonly done: number;
  readonly frames: number;
}

/** The job ends early, and this is kept of it: the same call again continues from there. */
export interface KeptProgress {
  readonly type: 'kept';
  /** The work folder. */
  readonly folder: string;
  readonly done: number;
  readonly frames: number;
}

/** The output is complete and under its own name. */
export interface DoneProgress {
  readonly type: 'done';
  readonly output: string;
  readonly frames: number;
  readonly seconds: number;
  /** Medians over the frames that follow another in their shot; null where there was none. */
  readonly later: { readonly seconds: number; readonly evaluations: number } | null;
}

/** A measured fact about a job under way: what `onProgress` is called with. */
export type StylizeProgress =
  | PlanProgress
  | EstimateProgress
  | ShotProgress
  | FineTuneProgress
  | EvaluationProgress
  | FrameProgress
  | NoticeProgress
  | ResumeProgress
  | KeptProgress
  | DoneProgress;

/** Receives progress; called synchronously, so it should return quickly. */
export type OnStylizeProgress = (progress: StylizeProgress) => void;
