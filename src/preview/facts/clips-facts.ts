import type { FrameMetrics } from '../../metrics/measures/frame-metrics.js';
import type { Series } from '../../metrics/measures/series.js';

/** A clip that the page plays. */
export interface ShownClip {
  /** It is served as `media/<id>`. */
  readonly id: number;
  /** For people; unique on the page. */
  readonly name: string;
  readonly width: number;
  readonly height: number;
  /** Seconds from the first frame of what is served to each frame that is compared; never descending. */
  readonly times: readonly number[];
  /** The same to the middle of each of them, where a seek surely lands in it. */
  readonly middles: readonly number[];
  /** Why a copy of the file is played, made as the page is asked for it; null where it is the file itself. */
  readonly copied: string | null;
}

/** What a page of finished clips fetches first. */
export interface ClipsFacts {
  readonly kind: 'clips';
  readonly source: ShownClip;
  /** At least one. */
  readonly renders: readonly ShownClip[];
  /** How many frames are compared. */
  readonly frames: number;
  /** The source's number of each of them, from 0. */
  readonly sourceFrames: readonly number[];
  /** Source time of the first, in seconds. */
  readonly startTime: number;
  /** Frames a second, rounded from the exact rate. */
  readonly rate: number;
  /** What is measured of every frame; charted first is the first. */
  readonly series: readonly Series[];
  /** Pixels at which the metrics are taken. */
  readonly measuredWidth: number;
  readonly measuredHeight: number;
  /** How the metrics are defined, and what was aligned to what. */
  readonly notes: readonly string[];
}

/**
 * The next measured frames, in order: for each, one record a render. The first
 * of these events after (re)connecting starts from frame 0.
 */
export interface MeasuredFrames {
  readonly first: number;
  readonly records: readonly (readonly FrameMetrics[])[];
}

/** How measuring stands. */
export interface MeasuringState {
  readonly state: 'measuring' | 'done' | 'failed';
  /** What went wrong, where something did. */
  readonly text: string | null;
}

/** The events of a page of finished clips, by name. */
export interface ClipsEvents {
  readonly measured: MeasuredFrames;
  readonly measuring: MeasuringState;
}
