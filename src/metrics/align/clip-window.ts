import { InputError } from '../../errors.js';
import type { Rational } from '../../media/info.js';
import { selectFrames, type TimeRange } from '../../media/time/selection.js';
import type { ClipSource } from './clip-source.js';

/** Frames `first` … `first + count − 1` of a clip. */
export interface ClipWindow {
  readonly first: number;
  readonly count: number;
  /** How it came about, where nobody asked for exactly that. */
  readonly notice?: string;
}

/** All frames. */
export function wholeOf({ frameCount }: ClipSource): ClipWindow {
  return { first: 0, count: frameCount };
}

/**
 * The part of a clip that a range names; pictures in sequence run at `folderRate`.
 *
 * @throws as {@link selectFrames}
 */
export function partOf(clip: ClipSource, range: TimeRange, folderRate: Rational): ClipWindow {
  const { decoded } = clip;
  const { num, den } = folderRate;
  const atRate = { frameRate: folderRate, timeBase: { num: den, den: num } };
  const info = clip.rate === null ? { ...decoded, video: { ...decoded.video, ...atRate } } : decoded;
  const { first, count } = selectFrames(info, range);
  return { first, count };
}

/**
 * What of a render belongs to a part of the source: all of it where it is as
 * long as the part, the same times where it is long enough.
 *
 * @throws InputError where it is neither
 */
export function pickWindow(render: ClipSource, source: ClipSource, part: ClipWindow): ClipWindow {
  const start = source.time(part.first);
  const last = source.time(part.first + part.count - 1);
  const frame = part.count > 1 ? (last - start) / (part.count - 1) : 0;
  const own = render.time(render.frameCount - 1);
  const asLong = render.frameCount === part.count || Math.abs(own - (last - start)) < 1.5 * frame;
  if (asLong && render.frameCount !== source.frameCount) {
    return {
      ...wholeOf(render),
      notice: `\`${render.path}\` is as long as the selected part of the source, which starts at ${start.toFixed(3)} s, and is treated as a render of that part.`,
    };
  }
  if (own < start - 1e-6) {
    throw new InputError(
      `\`${render.path}\` ends at ${own.toFixed(3)} s, before the selected part of the source, which starts at ${start.toFixed(3)} s; ` +
        'if it is a render of just that part, give the length with `--duration`',
    );
  }
  const first = firstAtOrAfter(render, start);
  const end = firstAtOrAfter(render, last + frame / 2);
  return { first, count: end - first };
}

function firstAtOrAfter(clip: ClipSource, seconds: number): number {
  let low = 0;
  let high = clip.frameCount;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (clip.time(middle) < seconds - 1e-6) low = middle + 1;
    else high = middle;
  }
  return low;
}
