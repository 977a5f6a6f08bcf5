import { FfmpegError, InputError } from '../../../errors.js';
import { ffmpegOutput } from '../../../media/ffmpeg/ffmpeg.js';
import { linesOf } from '../../../media/ffmpeg/ffprobe.js';
import type { Rational } from '../../../media/info.js';
import type { ClockedSource } from '../../../media/source-options.js';
import { formatRational } from '../../../media/time/rational.js';
import { pictureCommand } from '../../frames/command.js';
import type { ScannedTimes } from './scan.js';
import { type FrameTimes, TimeList } from './time-list.js';

/**
 * The time of every picture that FFmpeg can decode, in ticks; where the clock
 * restarts, on the clock that FFmpeg continues.
 *
 * @param timeBase seconds of one tick, as `1/90000`
 * @throws {InputError} where FFmpeg gives up: the file is too damaged
 */
export async function* decodedTimes(
  clip: ClockedSource,
  timeBase: string,
  signal?: AbortSignal,
): AsyncGenerator<{ readonly ticks: number; readonly duration: number }, void, undefined> {
  const filters = [`settb=${timeBase}`, 'scale=16:16'];
  const command = await pictureCommand(clip, timeBase, filters, ['-f', 'framecrc']);
  try {
    for await (const line of linesOf(ffmpegOutput(command, signal))) {
      const [, , ticks = Number.NaN, duration = 0] = line.split(',').map(Number);
      if (!line.startsWith('#') && Number.isFinite(ticks)) yield { ticks, duration };
    }
  } catch (error) {
    if (!(error instanceof FfmpegError) || error.end !== 'exited') throw error;
    throw new InputError(`FFmpeg gave up decoding \`${clip.path}\`: the file is damaged`, error);
  }
}

/** How many of the first decoded pictures are looked at: they may not come in order. */
const LOOKED_AT = 4;

/**
 * The times of the frames that are delivered: of a clip whose clock restarts, on a clock that goes on; of any
 * other, without those before the first one that can be decoded.
 */
export async function settleTimes(
  found: ScannedTimes,
  clip: ClockedSource,
  timeBase: Rational,
  signal?: AbortSignal,
): Promise<FrameTimes> {
  if (!clip.restarts && !found.leading) return found;
  const decoded = decodedTimes(clip, formatRational(timeBase), signal);
  if (clip.restarts) {
    const list = new TimeList();
    for await (const { ticks, duration } of decoded) list.add(ticks, duration, false);
    const times = list.finish({ interlacedFrames: found.interlacedFrames });
    return { ...times, keyTicks: times.ticks.slice(0, 1) }; // nothing is sought where the clock restarts
  }
  const begin = found.lateKey ?? (await firstOf(decoded));
  const undecodable = found.ticks.findIndex((ticks) => ticks >= begin);
  return undecodable <= 0 ? found : { ...found, ticks: found.ticks.slice(undecodable), undecodable };
}

async function firstOf(decoded: AsyncIterable<{ readonly ticks: number }>): Promise<number> {
  let first = Number.POSITIVE_INFINITY;
  let seen = 0;
  for await (const { ticks } of decoded) {
    first = Math.min(first, ticks);
    if (++seen === LOOKED_AT) break;
  }
  return first;
}
