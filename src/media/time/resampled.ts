import { UsageError } from '../../errors.js';
import { frameTime, type Rational, type VideoInfo } from '../info.js';
import { parseRate, toNumber } from './rational.js';
import { type FrameSelection, selectFrames, type TimeRange } from './selection.js';

/** The clip's first frame after a selection. */
export function endOf({ first, count, resampled }: FrameSelection): number {
  return resampled ? resampled.end : first + count;
}

/** A selection without its first `begun` frames. */
export function remaining(selection: FrameSelection, begun: number): FrameSelection {
  return partOf(selection, begun, selection.count - begun);
}

/** The `count` frames of a selection from its frame `from` on. */
export function partOf({ first, resampled }: FrameSelection, from: number, count: number): FrameSelection {
  if (!resampled) return { first: first + from, count };
  const frames = resampled.frames.slice(from, from + count);
  const end = resampled.frames[from + count] ?? resampled.end;
  const repeats = resampled.repeats.slice(from, from + count);
  return { first: frames[0] ?? end, count, resampled: { ...resampled, frames, repeats, end } };
}

/** Frames of the output that a selection fills. */
export function outputFrames({ count, resampled }: FrameSelection): number {
  return resampled ? resampled.repeats.reduce((sum, times) => sum + times, 0) : count;
}

/** The output's rate; `undefined` where every frame has the time that it has in the clip. */
export function outputRate({ video }: VideoInfo, { resampled }: FrameSelection): Rational | undefined {
  return resampled?.rate ?? (video.constantRate ? video.frameRate : undefined);
}

/** What of a clip goes to the output, and at which rate; `fps` is a frame rate or `source`. */
export interface OutputRange extends TimeRange {
  readonly fps: number | string;
}

/**
 * The frames that an output shows: those of the range, or such of them as its own rate has a place for.
 *
 * @throws as `selectFrames`; {@link UsageError} for what is no frame rate.
 */
export function selectOutput(info: VideoInfo, { fps, ...range }: OutputRange): FrameSelection {
  const selection = selectFrames(info, range);
  if (fps === 'source') return selection;
  const rate = parseRate(fps);
  if (!rate) throw new UsageError(`Expected \`--fps\` to be a frame rate, got \`${fps}\``);
  return resample(info, selection, rate);
}

/**
 * Chooses the frames of a selection that an output of constant rate shows.
 *
 * Frame n of the output stands for the time n/rate from the first frame, and
 * shows the source frame whose time is nearest (the earlier of two that are as
 * near): picture and sound part by at most half a source frame. The duration
 * stays, to the nearest output frame. Source frames that are never shown are
 * left out, and need not be painted.
 */
export function resample(info: VideoInfo, selection: FrameSelection, rate: Rational): FrameSelection {
  const { first, count } = selection;
  const times = timesFrom(info, first, count);
  const shown = Math.max(1, Math.round((times.at(-1) as number) * toNumber(rate)));
  const frames: number[] = [];
  const repeats: number[] = [];
  let at = 0;
  for (let n = 0; n < shown; n++) {
    const time = (n * rate.den) / rate.num;
    // A microsecond for clocks that round: times that are meant to be equal are.
    while (at + 1 < count && (times[at + 1] as number) - time < time - (times[at] as number) - 1e-6) at++;
    if (frames.at(-1) === first + at) repeats[repeats.length - 1]! += 1;
    else {
      frames.push(first + at);
      repeats.push(1);
    }
  }
  return {
    first: frames[0] as number,
    count: frames.length,
    resampled: { rate, frames, repeats, end: first + count },
  };
}

/** Seconds from the first frame of a selection to each of its frames, and to its end. */
function timesFrom(info: VideoInfo, first: number, count: number): Float64Array {
  const { ticks, lastFrameTicks, constantRate, frameRate } = info.video;
  const zero = frameTime(info, ticks[first] as number);
  return Float64Array.from({ length: count + 1 }, (_, i) => {
    if (constantRate) return (i * frameRate.den) / frameRate.num;
    const tick = ticks[first + i] ?? (ticks[first + i - 1] as number) + lastFrameTicks;
    return frameTime(info, tick) - zero;
  });
}

/** Seconds, on the source's clock, between which a selection lies. */
export interface Span {
  /** Of its first frame. */
  readonly from: number;
  /** Of the end of its last frame; `undefined` where that is the clip's last: sound goes on to its own end. */
  readonly to: number | undefined;
  /** Which time becomes 0 in the output: the clip's 0, or else `from`. */
  readonly zero: number;
}

/** Where a selection lies in its clip. */
export function spanOf(source: VideoInfo, selection: FrameSelection): Span {
  const { first } = selection;
  const { ticks } = source.video;
  const from = frameTime(source, ticks[first] as number);
  const next = ticks[endOf(selection)];
  const rate = outputRate(source, selection);
  const to = rate ? from + outputFrames(selection) / toNumber(rate) : frameTime(source, next ?? 0);
  return { from, to: next === undefined ? undefined : to, zero: first === 0 ? 0 : from };
}
