import { InputError } from '../errors.js';
import { frameTime, type VideoInfo } from './info.js';

/** Part of a clip, in seconds from its start. */
export interface TimeRange {
  /** Default: from the first frame. */
  readonly start?: number;
  /** Default: to the last frame. */
  readonly duration?: number;
}

/** Frames `first` … `first + count − 1` of a clip. */
export interface FrameSelection {
  readonly first: number;
  readonly count: number;
}

/** Slack for times typed with few decimals and for clocks that round, in seconds. */
const TOLERANCE = 1e-6;

/**
 * The frames whose time t lies in start ≤ t < start + duration, where 0 is the
 * start of the container's clock, as players show it.
 *
 * @throws {InputError} where there is none.
 */
export function selectFrames(info: VideoInfo, { start, duration }: TimeRange = {}): FrameSelection {
  const { ticks } = info.video;
  const from = start ?? Number.NEGATIVE_INFINITY;
  const to =
    duration === undefined
      ? Number.POSITIVE_INFINITY
      : (start ?? frameTime(info, ticks[0] as number)) + duration;
  const first = firstAtOrAfter(info, from);
  const end = firstAtOrAfter(info, to);
  if (end <= first) {
    const last = frameTime(info, ticks.at(-1) as number);
    throw new InputError(
      `No frame of \`${info.path}\` lies ${timeSpan(from, to)}: its frames are at ` +
        `${frameTime(info, ticks[0] as number).toFixed(3)} … ${last.toFixed(3)} s`,
    );
  }
  return { first, count: end - first };
}

function timeSpan(from: number, to: number): string {
  const begin = Math.max(0, from).toFixed(3);
  return Number.isFinite(to) ? `in ${begin} … ${to.toFixed(3)} s` : `at or after ${begin} s`;
}

function firstAtOrAfter(info: VideoInfo, seconds: number): number {
  const { ticks } = info.video;
  let low = 0;
  let high = ticks.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (frameTime(info, ticks[middle] as number) < seconds - TOLERANCE) low = middle + 1;
    else high = middle;
  }
  return low;
}
