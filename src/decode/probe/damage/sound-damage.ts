import { FfmpegError, InputError } from '../../../errors.js';
import { startFfmpeg } from '../../../media/ffmpeg/ffmpeg.js';
import { addressOf } from '../../../media/ffmpeg/ffprobe.js';
import { waitFor } from '../../../media/ffmpeg/watchdog.js';
import { frameTime, type VideoInfo } from '../../../media/info.js';
import {
  clockInputOptions,
  sameClockOutput,
  seekOptions,
  soundDecoders,
} from '../../../media/source-options.js';
import { endOf } from '../../../media/time/resampled.js';
import type { FrameSelection } from '../../../media/time/selection.js';
import { isDamage } from '../../frames/decode-log.js';

/** Settings of {@link soundNotices}. */
export interface SoundDamageOptions {
  readonly selection: FrameSelection;
  /** Whether damage is an error. */
  readonly strict: boolean;
  /** Seconds that FFmpeg may keep us waiting. */
  readonly timeoutSeconds: number;
  readonly signal?: AbortSignal | undefined;
}

/** Seconds before the part at which decoding begins: what a decoder meets first is not always whole. */
const LEAD_IN = 2;

/** Has FFmpeg print a line about every second of sound, between its errors: so those have a time. */
const TIMES = ['-filter:a', 'asetnsamples=n=16384,ashowinfo'];
const TIME = /Parsed_ashowinfo.* pts_time: *(-?[\d.]+)/;

/**
 * Decodes the sound of a part of a clip, for nothing but to see whether all of
 * it can be: copied sound is otherwise never looked at. Returns what there is to
 * tell.
 *
 * @throws {InputError} under `strict`, where FFmpeg reports errors
 */
export async function soundNotices(
  info: VideoInfo,
  { selection, strict, timeoutSeconds, signal }: SoundDamageOptions,
): Promise<string[]> {
  const { ticks } = info.video;
  if (info.audio.length === 0) return [];
  const from = selection.first === 0 || info.restarts ? undefined : timeOf(info, selection.first);
  const last = endOf(selection);
  const to = last < ticks.length && !info.restarts ? timeOf(info, last) : undefined;
  const begin = from === undefined ? 0 : Math.max(0, from - LEAD_IN);
  let now = begin;
  let damagedAt: number | undefined;
  const codecs = info.audio.map(({ codec }) => codec);
  const seek = from === undefined ? [] : seekOptions(info.startTime + begin);
  const options = [...clockInputOptions(info), ...soundDecoders(info), ...seek];
  await using ffmpeg = await startFfmpeg(
    {
      inputs: [{ source: addressOf(info), options }],
      outputOptions: [
        ...sameClockOutput(info),
        ...info.audio.flatMap(({ index }) => ['-map', `0:${index}`]),
        ...(to === undefined ? [] : ['-t', (to - begin).toFixed(6)]),
        ...[...TIMES, '-f', 'null'],
      ],
      output: 'pipe:1',
      onLine: (line) => {
        const time = TIME.exec(line)?.[1];
        if (time !== undefined) now = Math.max(now, begin + Number(time));
        else if (now >= (from ?? 0) && isOfSound(line, codecs)) damagedAt ??= now;
      },
    },
    signal,
  );
  ffmpeg.stdout.resume();
  await waitFor(ffmpeg.done, {
    child: ffmpeg,
    what: 'did not decode the sound',
    timeoutSeconds,
    life: async () => now,
  }).catch((error: unknown) => {
    signal?.throwIfAborted();
    if (!(error instanceof FfmpegError)) throw error;
    damagedAt ??= now;
  });
  if (damagedAt === undefined) return [];
  const text = `The sound is damaged: FFmpeg reports errors while decoding it, the first at about ${damagedAt.toFixed(1)} s`;
  if (strict) throw new InputError(`${text}. Remove \`--strict\` to accept that`);
  return [`${text}. Players may skip or click there.`];
}

/** Whether a line tells of damage, and comes from a decoder of sound: FFmpeg also looks at the picture to get to know the file. */
function isOfSound(line: string, codecs: readonly string[]): boolean {
  const context = /^\[([^\]@]*)@/.exec(line)?.[1];
  return isDamage(line) && (context === undefined || codecs.some((codec) => context.includes(codec)));
}

function timeOf(info: VideoInfo, frame: number): number {
  return frameTime(info, info.video.ticks[frame] as number);
}
