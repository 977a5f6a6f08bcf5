import type { Rational, VideoInfo } from '../info.js';
import type { FrameSelection } from './selection.js';

/** Frames chosen for an output of constant rate. */
export interface Resampled {
  /** Frames a second of the output. */
  readonly rate: Rational;
  /** Number, within the clip, of every frame that is shown at all. Ascending, from `first`. */
  readonly places: readonly number[];
  /** How many frames of the output each of them fills, at least 1. */
  readonly repeats: readonly number[];
  /** The clip's frame at which the selection ends: the first one that is no longer in it. */
  readonly end: number;
}

/** The clip's number of the i-th frame of a selection. */
export function placeOf({ first, resampled }: FrameSelection, i: number): number {
  return resampled ? (resampled.places[i] as number) : first + i;
}

/** The clip's first frame after a selection. */
export function endOf({ first, count, resampled }: FrameSelection): number {
  return resampled ? resampled.end : first + count;
}

/** A selection without its first `begun` frames. */
export function remaining({ first, count, resampled }: FrameSelection, begun: number): FrameSelection {
  if (!resampled) return { first: first + begun, count: count - begun };
  const places = resampled.places.slice(begun);
  return {
    first: places[0] ?? resampled.end,
    count: count - begun,
    resampled: { ...resampled, places, repeats: resampled.repeats.slice(begun) },
  };
}

/** Frames of the output that a selection fills. */
export function outputFrames({ count, resampled }: FrameSelection): number {
  return resampled ? resampled.repeats.reduce((sum, times) => sum + times, 0) : count;
}

/** The output's rate; `undefined` where every frame has the time that it has in the clip. */
export function outputRate({ video }: VideoInfo, { resampled }: FrameSelection): Rational | undefined {
  return resampled?.rate ?? (video.constantRate ? video.frameRate : undefined);
}
