import { UsageError } from '../../errors.js';
import { frameTime, type Rational, type VideoInfo } from '../info.js';
import { parseRate, toNumber } from './rational.js';
import { type FrameSelection, selectFrames, type TimeRange } from './selection.js';

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
  const places: number[] = [];
  const repeats: number[] = [];
  let place = 0;
  for (let n = 0; n < shown; n++) {
    const time = (n * rate.den) / rate.num;
    // A microsecond for clocks that round: times that are meant to be equal are.
    while (place + 1 < count && (times[place + 1] as number) - time < time - (times[place] as number) - 1e-6)
      place++;
    if (places.at(-1) === first + place) repeats[repeats.length - 1]! += 1;
    else {
      places.push(first + place);
      repeats.push(1);
    }
  }
  return {
    first: places[0] as number,
    count: places.length,
    resampled: { rate, places, repeats, end: first + count },
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
