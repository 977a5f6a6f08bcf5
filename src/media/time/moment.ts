import { parseTimecode, type TimecodeParts } from './timecode.js';

/**
 * A place in a clip, or a length of it: a number of seconds, `120f` for a
 * number of frames, or a timecode `hh:mm:ss:ff` (`hh:mm:ss;ff`: drop-frame).
 */
export type Moment = number | string;

/** What a {@link Moment} says. */
export type MomentParts =
  | { readonly unit: 'seconds'; readonly seconds: number }
  | { readonly unit: 'frames'; readonly frames: number }
  | { readonly unit: 'timecode'; readonly timecode: TimecodeParts };

/** Reads a moment that options have let in; `undefined` for what is none. */
export function readMoment(moment: unknown): MomentParts | undefined {
  if (typeof moment === 'number') {
    return Number.isFinite(moment) && moment >= 0 ? { unit: 'seconds', seconds: moment } : undefined;
  }
  if (typeof moment !== 'string') return undefined;
  const frames = /^(\d{1,9})f$/.exec(moment);
  if (frames) return { unit: 'frames', frames: Number(frames[1]) };
  const timecode = parseTimecode(moment);
  return timecode && { unit: 'timecode', timecode };
}

/**
 * Reads what is typed: seconds as `12.5`, `mm:ss` or `hh:mm:ss.sss` become a
 * number, frames and timecodes stay texts; anything else comes back as it is.
 */
export function parseMoment(text: string): Moment {
  const trimmed = text.trim();
  if (/^(\d+\.?\d*|\.\d+)$/.test(trimmed)) return Number(trimmed);
  if (readMoment(trimmed)) return trimmed;
  const match = /^(?:(\d+):)?(\d+):(\d{1,2}(?:\.\d+)?)$/.exec(trimmed);
  if (!match) return text;
  const [, hours = '', minutes = '', seconds = ''] = match;
  if (Number(seconds) >= 60 || (hours !== '' && Number(minutes) >= 60)) return text;
  // Milliseconds first: 1:00.1 is 60.1 to the last bit of a decimal reading.
  return (Number(hours) * 3_600_000 + Number(minutes) * 60_000 + Number(seconds) * 1000) / 1000;
}
