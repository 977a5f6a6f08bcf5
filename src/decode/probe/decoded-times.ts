import { FfmpegError, InputError } from '../../errors.js';
import { type FfmpegCommand, ffmpegOutput } from '../../media/ffmpeg/ffmpeg.js';
import { addressOf, type ProbeTarget } from '../../media/ffmpeg/ffprobe.js';
import { keepTimesOptions } from '../../media/ffmpeg/version.js';
import {
  type Clocked,
  clockInputOptions,
  copyTimesOptions,
  sameClockOutput,
} from '../../media/time/source-clock.js';

/**
 * The time of every picture that FFmpeg can decode, in ticks; where the clock
 * restarts, on the clock that FFmpeg continues.
 *
 * @param timeBase seconds of one tick, as `1/90000`
 * @throws {InputError} where FFmpeg gives up: the file is too damaged
 */
export async function* decodedTimes(
  target: ProbeTarget,
  clip: Clocked,
  timeBase: string,
  signal?: AbortSignal,
): AsyncGenerator<{ readonly ticks: number; readonly duration: number }, void, undefined> {
  const command: FfmpegCommand = {
    inputs: [
      {
        source: addressOf(target),
        options: ['-noautorotate', ...copyTimesOptions(clip), ...clockInputOptions(clip)],
      },
    ],
    outputOptions: [
      ...sameClockOutput(clip),
      ...['-map', `0:${clip.video.index}`, '-vf', `settb=${timeBase},scale=16:16`],
      ...[...(await keepTimesOptions()), '-enc_time_base', timeBase.replace('/', ':')],
      ...['-c:v', 'rawvideo', '-max_error_rate', '1', '-f', 'framecrc'],
    ],
    output: 'pipe:1',
  };
  let rest = '';
  for await (const chunk of wholeOutput(command, target.path, signal)) {
    const lines = (rest + chunk.toString('latin1')).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      const [, , ticks = Number.NaN, duration = 0] = line.split(',').map(Number);
      if (!line.startsWith('#') && Number.isFinite(ticks)) yield { ticks, duration };
    }
  }
}

async function* wholeOutput(
  command: FfmpegCommand,
  path: string,
  signal?: AbortSignal,
): AsyncGenerator<Buffer, void, undefined> {
  try {
    yield* ffmpegOutput(command, signal);
  } catch (error) {
    if (!(error instanceof FfmpegError) || error.end !== 'exited') throw error;
    throw new InputError(`FFmpeg gave up decoding \`${path}\`: the file is damaged`, error);
  }
}
