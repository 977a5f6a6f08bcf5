import { toNumber } from '../../media/time/rational.js';
import type { ClipSource } from './clip-source.js';
import type { ClipWindow } from './clip-window.js';

/** A clip and the part of it that is compared. */
export interface Side {
  readonly clip: ClipSource;
  readonly window: ClipWindow;
  /** Seconds from the window's first frame to its frame i. */
  time(i: number): number;
}

/** How the frames of a side belong to those of the timeline. */
export interface PairedSide {
  /** The clip's frame for each of the timeline's; fewer where the clip ends first. Never descending. */
  readonly frames: Int32Array;
  /** `rates`: by number, though the rates differ, as the numbers of frames agree. */
  readonly by: 'number' | 'rates' | 'time';
}

/** Rates that differ by less are one rate. */
const SAME_RATE = 5e-4;

/** A side of a comparison. */
export function sideOf(clip: ClipSource, window: ClipWindow): Side {
  const begin = clip.time(window.first);
  return { clip, window, time: (i) => clip.time(window.first + i) - begin };
}

/**
 * Pairs by number where the rates agree, or where the numbers of frames do (a
 * tool that writes 10 fps whatever comes); else by time, with the nearest.
 */
export function pairFrames(timeline: Side, other: Side): PairedSide {
  const { first, count } = other.window;
  const [a, b] = [timeline.clip.rate, other.clip.rate];
  const sameRate = a === null || b === null || Math.abs(toNumber(a) / toNumber(b) - 1) < SAME_RATE;
  if (sameRate || timeline.window.count === count) {
    const length = Math.min(count, timeline.window.count);
    return { frames: Int32Array.from({ length }, (_, i) => first + i), by: sameRate ? 'number' : 'rates' };
  }
  const frames: number[] = [];
  const last = other.time(count - 1) + 0.5 / toNumber(b);
  for (let i = 0, j = 0; i < timeline.window.count; i++) {
    const wanted = timeline.time(i);
    if (wanted > last) break;
    while (j + 1 < count && Math.abs(other.time(j + 1) - wanted) <= Math.abs(other.time(j) - wanted)) j++;
    frames.push(first + j);
  }
  return { frames: Int32Array.from(frames), by: 'time' };
}
