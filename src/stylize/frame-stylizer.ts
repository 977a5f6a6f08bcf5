import assert from 'node:assert';
import type { Image } from '../image.js';
import type { LossTerms } from '../loss-terms.js';
import type { PaintOptions } from './coarse-to-fine.js';
import type { KeyGuide } from './loss/key-guide.js';
import type { TemporalReference } from './loss/prior.js';
import type { Schedule } from './scales.js';
import type { ShotState } from './shot-state.js';

/** A painted frame, and what it cost. */
export interface PaintedFrame {
  readonly image: Image;
  /** Loss at the finest scale, weighted; null where none was computed. */
  readonly terms: LossTerms | null;
  /** Of loss and gradient. */
  readonly evaluations: number;
  /** What the next frame of the shot starts from. */
  readonly state: ShotState;
  /** Share of the picture that the past spoke for, in [0,1]; null where it was not asked. */
  readonly reliable: number | null;
}

/** How a frame is painted, whatever came before it. */
export type FrameManner = Pick<PaintOptions, 'areas' | 'look'>;

/** Paints frames of one size in one style. The state of a shot is handed in and out. */
export interface FrameStylizer {
  /** Of evaluations; empty where nothing is optimised. */
  readonly schedules: { readonly first: Schedule; readonly later: Schedule };

  /** Whether a shot's first frame changes in view when it is followed, unless it is painted on as if it followed itself. */
  readonly settlesFirst: boolean;

  /** The first frame of a shot. */
  paintFirst(source: Image, shot: number, options?: PaintOptions): Promise<PaintedFrame>;

  /** A later frame without regard to the past. */
  paintAlone(state: ShotState, source: Image, options?: PaintOptions): Promise<PaintedFrame>;

  /**
   * A later frame, from its warped predecessors.
   *
   * @param references nearest first, at least one
   */
  paintNext(
    state: ShotState,
    source: Image,
    references: readonly TemporalReference[],
    options?: PaintOptions,
  ): Promise<PaintedFrame>;

  /**
   * Begins to paint a frame that will be asked for in its turn, as it is here handed in: what can be done without those before it. Absent where
   * that is nothing.
   */
  begin?(source: Image, manner: FrameManner): void;

  /** A frame whose source is the same as its predecessor's: the same picture again, at no evaluation. */
  repeat(state: ShotState): PaintedFrame;
}

/** What {@link FrameStylizer.repeat} gives, of a state that holds so many past frames at most. */
export function repeatedFrame(state: ShotState, pastFrames: number): PaintedFrame {
  const newest = state.past[0];
  assert(newest, 'only a painted frame can be repeated');
  const past = [newest, ...state.past].slice(0, pastFrames);
  return {
    image: newest.stylized,
    terms: state.terms,
    evaluations: 0,
    reliable: 1,
    state: { ...state, painted: state.painted + 1, past },
  };
}

/** What a key frame becomes: the picture that is given for it, in a shot's state that holds so many past frames at most. */
export function givenFrame(
  state: ShotState,
  source: Image,
  { target }: KeyGuide,
  pastFrames: number,
): PaintedFrame {
  const past = [{ source, stylized: target }, ...state.past].slice(0, pastFrames);
  return {
    image: target,
    terms: null,
    evaluations: 0,
    reliable: null,
    state: { ...state, painted: state.painted + 1, terms: null, past },
  };
}
