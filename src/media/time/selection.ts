import { InputError, UsageError } from '../../errors.js';
import { frameTime, type Rational, type VideoInfo } from '../info.js';
import { type Moment, readMoment } from './moment.js';
import { formatRational, toNumber } from './rational.js';
import { dropsNumbers, firstFrameNumber, type TimecodeParts, timecodeToFrames } from './timecode.js';

/** Part of a clip. */
export interface TimeRange {
  /** Default, and with 0: from the first frame. */
  readonly start?: Moment | undefined;
  /** Where to stop; the frame there is not taken any more. Not together with `duration`. */
  readonly end?: Moment | 'rest' | undefined;
  /** Default: to the last frame. */
  readonly duration?: Moment | 'rest' | undefined;
}

/** Frames chosen for an output of constant rate. */
export interface Resampled {
  /** Frames a second of the output. */
  readonly rate: Rational;
  /** Number, within the clip, of every frame that is shown at all. Ascending, from `first`. */
  readonly frames: readonly number[];
  /** How many frames of the output each of them fills, at least 1. */
  readonly repeats: readonly number[];
  /** The clip's frame at which the selection ends: the first one that is no longer in it. */
  readonly end: number;
}

/** Frames `first` … `first + count − 1` of a clip, or some of those that follow `first`. */
export interface FrameSelection {
  readonly first: number;
  /** How many frames are decoded and painted. */
  readonly count: number;
  /** Where the output has a rate of its own: which frames they are, and how they fill it. */
  readonly resampled?: Resampled;
}

/** The clip's own number, from 0, of the frame that is painted as number `index` of a selection. */
export function sourceFrame({ first, resampled }: FrameSelection, index: number): number {
  return resampled?.frames[index] ?? first + index;
}

/** Slack for times typed with few decimals and for clocks that round, in seconds. */
const TOLERANCE = 1e-6;

/**
 * The frames from `start` up to, and without, the end.
 *
 * Seconds count from the start of the container's clock, as players show
 * them: a frame belongs to the part if its own time does. Frame numbers count
 * from 0. A timecode is the clip's own where the clip has one and contains it;
 * else it counts from 00:00:00:00 at the first frame.
 *
 * @throws {InputError} where there is no such frame, {@link UsageError} for a
 *   timecode that a clip of this rate does not have, or with both `end` and `duration`.
 */
export function selectFrames(info: VideoInfo, range: TimeRange = {}): FrameSelection {
  const { start = 0, end = 'rest', duration = 'rest' } = range;
  if (end !== 'rest' && duration !== 'rest') throw new UsageError(bothEnds(end, duration));
  const all = info.video.frameCount;
  const first = start === 0 ? 0 : frameAt(info, start, '--start');
  let stop = all;
  if (end !== 'rest') stop = frameAt(info, end, '--end');
  if (duration !== 'rest') {
    const given = typeof start === 'number' && start > 0;
    const seconds = given ? start : frameTime(info, info.video.ticks[first] ?? Number.MAX_VALUE);
    stop = frameAt(info, duration, '--duration', { frame: first, seconds });
  }
  const count = Math.min(stop, all) - first;
  if (count > 0) return { first, count };
  const { ticks } = info.video;
  const [from, to] = [ticks[0], ticks.at(-1)].map((tick) => frameTime(info, tick as number).toFixed(3));
  const own = info.timecode ? `, starting at timecode ${info.timecode.text}` : '';
  throw new InputError(
    `\`${info.path}\` has no frame ${wording(range)}: its ${all} frames are from ${from} s to ${to} s${own}`,
  );
}

/**
 * The clip's own number, from 0, of the first frame at or after a moment; `frameCount` for the clip's end.
 *
 * @param flag of the option that names the moment
 * @throws {InputError} beyond the end, {@link UsageError} as `selectFrames`
 */
export function frameOf(info: VideoInfo, moment: Moment, flag: string): number {
  const frame = frameAt(info, moment, flag);
  const all = info.video.frameCount;
  if (frame <= all) return frame;
  const last = frameTime(info, info.video.ticks.at(-1) as number).toFixed(3);
  throw new InputError(
    `Expected \`${flag}\` to name a time of \`${info.path}\`, whose last frame is number ${all - 1} at ${last} s, got \`${moment}\``,
  );
}

/** What to say where both an end and a length are given. */
export function bothEnds(end: Moment, duration: Moment): string {
  return `Expected either \`--end\` or \`--duration\`, got both: \`${end}\` and \`${duration}\``;
}

/** Says, of a clip with a timecode of its own, how the timecodes of a range were read; `undefined` where none was. */
export function timecodeNotice(info: VideoInfo, { start, end }: TimeRange): string | undefined {
  if (!info.timecode) return undefined;
  const read = [start, end].flatMap((moment) => {
    const parts = readMoment(moment);
    if (parts?.unit !== 'timecode') return [];
    const own = ownFrame(info, framesOf(info, parts.timecode, '--start')) !== undefined;
    return [`${moment} is ${own ? "the clip's own" : 'counted from the first frame'}`];
  });
  if (read.length === 0) return undefined;
  return `Timecode ${read.join(', ')}; the clip starts at ${info.timecode.text}.`;
}

/**
 * Index of the first frame at or after a moment; beyond the last where there is none.
 *
 * @param from where the moment is counted from: a frame, and a time; default: the clip's beginning, or its own timecode
 */
function frameAt(
  info: VideoInfo,
  moment: Moment,
  flag: string,
  from?: { readonly frame: number; readonly seconds: number },
): number {
  const { frame, seconds } = from ?? { frame: 0, seconds: 0 };
  const parts = readMoment(moment);
  if (parts?.unit === 'seconds') return firstAtOrAfter(info, seconds + parts.seconds);
  if (parts?.unit === 'frames') return frame + parts.frames;
  if (parts?.unit !== 'timecode')
    throw new UsageError(`Expected \`${flag}\` to be a time, got \`${moment}\``);
  const frames = framesOf(info, parts.timecode, flag);
  return onGrid(info, frame, (from ? undefined : ownFrame(info, frames)) ?? frames);
}

/** Index of the frame that lies so many frames of the rate after another, some of which may be missing. */
function onGrid(info: VideoInfo, from: number, frames: number): number {
  if (info.video.constantRate) return from + frames;
  const begin = frameTime(info, info.video.ticks[from] ?? Number.MAX_VALUE);
  return firstAtOrAfter(info, begin + (frames - 0.25) / toNumber(info.video.frameRate));
}

/** Index of the frame of this number in the clip's own timecode; `undefined` where the clip does not have it. */
function ownFrame(info: VideoInfo, frames: number): number | undefined {
  const begin = firstFrameNumber(info.timecode, info.video.frameRate);
  if (begin === undefined || frames < begin || frames > begin + info.video.frameCount) return undefined;
  return frames - begin;
}

function framesOf({ video, path }: VideoInfo, timecode: TimecodeParts, flag: string): number {
  if (video.timing === 'variable') {
    throw new UsageError(
      `Expected \`${flag}\` in seconds or as a frame number (\`120f\`), got a timecode: the frame rate of \`${path}\` varies`,
    );
  }
  const frames = timecodeToFrames(timecode, video.frameRate);
  if (frames !== undefined) return frames;
  const rate = formatRational(video.frameRate).replace(/\/1$/, '');
  throw new UsageError(
    timecode.dropFrame && !dropsNumbers(video.frameRate)
      ? `Expected \`${flag}\` as \`hh:mm:ss:ff\`, got a drop-frame timecode (\`;\`): \`${path}\` has ${rate} frames a second`
      : `Expected \`${flag}\` to be a valid timecode at ${rate} frames a second, got one whose frame number is too high or is skipped in drop-frame timecode`,
  );
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

function wording({ start = 0, end = 'rest', duration = 'rest' }: TimeRange): string {
  const tell = (moment: Moment): string => (typeof moment === 'number' ? `${moment.toFixed(3)} s` : moment);
  if (end !== 'rest') return `between ${tell(start)} and ${tell(end)}`;
  return duration === 'rest' ? `at or after ${tell(start)}` : `in the ${tell(duration)} after ${tell(start)}`;
}
