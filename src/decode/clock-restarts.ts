import { type FfmpegCommand, fileUrl, protocolOptions, startFfmpeg } from '../media/ffmpeg.js';
import { isUrl, type ProbeTarget } from '../media/ffprobe.js';
import { type Clocked, clockInputOptions, sameClockOutput } from '../media/source-clock.js';
import { keepTimesOptions } from '../media/version.js';

/** Containers of transmissions and discs, put together of parts that each have their own clock. */
const RESTARTING = /(?:^|,)(?:mpegts|mpeg|hls)(?:,|$)/;

/** What FFmpeg takes for a restart: a step back, or ahead, of more seconds than these. */
const BACK = 0.1;
const AHEAD = 10;

/** Whether a file of this container may have a clock that restarts. */
export function mayRestart(container: string): boolean {
  return RESTARTING.test(container);
}

/** Counts how often the clock of a stream's packets, in the order of the file, begins at another time. */
export class RestartCounter {
  #end: number | undefined;
  #count = 0;

  /** @param seconds of one tick */
  constructor(readonly seconds: number) {}

  /** @param dts decoding time in ticks; not a number: unknown */
  add(dts: number, duration: number): void {
    if (!Number.isFinite(dts)) return;
    const step = this.#end === undefined ? 0 : (dts - this.#end) * this.seconds;
    if (step < -BACK || step > AHEAD) this.#count++;
    this.#end = dts + duration;
  }

  get count(): number {
    return this.#count;
  }
}

/**
 * The time of every picture of a clip whose clock restarts, in ticks: what
 * FFmpeg makes of them when it continues the clock, by decoding them.
 *
 * @param timeBase seconds of one tick, as `1/90000`
 */
export async function* continuedTimes(
  target: ProbeTarget,
  clip: Clocked,
  timeBase: string,
  signal?: AbortSignal,
): AsyncGenerator<{ readonly ticks: number; readonly duration: number }, void, undefined> {
  const command: FfmpegCommand = {
    inputs: [
      {
        source: target.allowUrl && isUrl(target.path) ? target.path : fileUrl(target.path),
        options: [
          ...['-nostdin', ...protocolOptions(target.allowUrl), '-noautorotate'],
          ...clockInputOptions(clip),
        ],
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
  await using ffmpeg = await startFfmpeg(command, signal);
  let rest = '';
  for await (const chunk of ffmpeg.stdout.setEncoding('utf8')) {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      const [, , ticks = Number.NaN, duration = 0] = line.split(',').map(Number);
      if (!line.startsWith('#') && Number.isFinite(ticks)) yield { ticks, duration };
    }
  }
  await ffmpeg.done;
}
