import type { Rational, VideoInfo } from '../info.js';
import type { FrameSelection } from './selection.js';

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
