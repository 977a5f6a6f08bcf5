import type { Rational, Timecode, VideoInfo } from '../info.js';
import { toNumber } from './rational.js';

/** The numbers of a timecode. */
export interface TimecodeParts {
  readonly hours: number;
  readonly minutes: number;
  readonly seconds: number;
  readonly frames: number;
  readonly dropFrame: boolean;
}

/** Reads `hh:mm:ss:ff`, or `hh:mm:ss;ff` with dropped frame numbers; `undefined` for anything else. */
export function parseTimecode(text: string): TimecodeParts | undefined {
  const match = /^(\d{1,3}):([0-5]\d):([0-5]\d)([:;])(\d{2,3})$/.exec(text);
  if (!match) return undefined;
  const [hours, minutes, seconds, frames] = [match[1], match[2], match[3], match[5]].map(Number) as [
    number,
    number,
    number,
    number,
  ];
  return { hours, minutes, seconds, frames, dropFrame: match[4] === ';' };
}

/**
 * How many frames lie between 00:00:00:00 and a timecode; `undefined` where no
 * clip of this rate has such a timecode. Timecodes count frames at the rate
 * rounded to whole frames (SMPTE ST 12-1). Drop-frame ones, of 30000/1001 and
 * 60000/1001 frames a second, leave out the first two, or four, numbers of
 * every minute but each tenth.
 */
export function timecodeToFrames(parts: TimecodeParts, rate: Rational): number | undefined {
  const { hours, minutes, seconds, frames, dropFrame } = parts;
  const nominal = Math.round(toNumber(rate));
  if (frames >= nominal) return undefined;
  const counted = nominal * (3600 * hours + 60 * minutes + seconds) + frames;
  if (!dropFrame) return counted;
  const dropped = dropsNumbers(rate) ? nominal / 15 : 0;
  if (dropped === 0 || (seconds === 0 && frames < dropped && minutes % 10 !== 0)) return undefined;
  const total = 60 * hours + minutes;
  return counted - dropped * (total - Math.floor(total / 10));
}

/** Whether clips of this rate can have timecodes with dropped frame numbers. */
export function dropsNumbers(rate: Rational): boolean {
  return rate.den === 1001 && (rate.num === 30000 || rate.num === 60000);
}

/** The number, on the timecode's own count, of a clip's first frame; `undefined` where it has none. */
export function firstFrameNumber(timecode: Timecode | undefined, rate: Rational): number | undefined {
  const parts = timecode && parseTimecode(timecode.text);
  return parts && timecodeToFrames(parts, rate);
}

/**
 * The timecode of an output's first frame: the clip's, moved on to the first frame that is
 * written, and counted in the output's own frames where it has another rate.
 *
 * @param first number of that frame in the clip
 * @returns `undefined` where the clip has none, or no frame rate to count by
 */
export function outputTimecode(source: VideoInfo, first: number, rate: Rational): string | undefined {
  const { frameRate, timing } = source.video;
  const parts = source.timecode && parseTimecode(source.timecode.text);
  const begin = parts && timecodeToFrames(parts, frameRate);
  if (!parts || begin === undefined || timing === 'variable') return undefined;
  const frame = begin + framesBefore(source, first);
  const same = rate.num * frameRate.den === frameRate.num * rate.den;
  const count = same ? frame : Math.round((frame * toNumber(rate)) / toNumber(frameRate));
  return formatTimecode(count, rate, parts.dropFrame && dropsNumbers(rate));
}

/** How many frames of the rate lie before a frame, dropped ones among them. */
function framesBefore({ video }: VideoInfo, first: number): number {
  if (video.constantRate) return first;
  const ticks = (video.ticks[first] as number) - (video.ticks[0] as number);
  return Math.round(ticks * toNumber(video.timeBase) * toNumber(video.frameRate));
}

/**
 * `hh:mm:ss:ff` of a number of frames, or `hh:mm:ss;ff` with dropped numbers
 * (SMPTE ST 12-1: the first two, or four, of every minute but each tenth). Wraps after a day.
 */
export function formatTimecode(frames: number, rate: Rational, dropFrame: boolean): string {
  const nominal = Math.round(toNumber(rate));
  let number = frames;
  if (dropFrame) {
    const dropped = nominal / 15;
    const perMinute = 60 * nominal - dropped;
    const perTen = 10 * perMinute + dropped;
    const rest = number % perTen;
    number += 9 * dropped * Math.floor(number / perTen);
    if (rest >= 60 * nominal) number += dropped * Math.ceil((rest - 60 * nominal + 1) / perMinute);
  }
  number %= 86_400 * nominal;
  const two = (value: number): string => String(Math.floor(value)).padStart(2, '0');
  const seconds = Math.floor(number / nominal);
  return `${two(seconds / 3600)}:${two((seconds / 60) % 60)}:${two(seconds % 60)}${dropFrame ? ';' : ':'}${two(number % nominal)}`;
}
