import type { Rational, VideoInfo } from '../../media/info.js';
import { toNumber } from '../../media/time/rational.js';
import { dropsNumbers, parseTimecode, timecodeToFrames } from '../../media/time/timecode.js';

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
  const frame = begin + placeOnGrid(source, first);
  const same = rate.num * frameRate.den === frameRate.num * rate.den;
  const count = same ? frame : Math.round((frame * toNumber(rate)) / toNumber(frameRate));
  return formatTimecode(count, rate, parts.dropFrame && dropsNumbers(rate));
}

/** How many frames of the rate lie before a frame, dropped ones among them. */
function placeOnGrid({ video }: VideoInfo, first: number): number {
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
