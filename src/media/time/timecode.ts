import type { Rational, Timecode } from '../info.js';
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
