import { CONTAINERS, type Container } from '../../formats/containers.js';
import { ffprobeRecords } from '../../media/ffmpeg/ffprobe.js';
import type { VideoInfo } from '../../media/info.js';
import type { SourceInputs } from '../container/source-inputs.js';
import type { Span } from '../container/span.js';
import { streamTitles } from '../container/titles.js';
import { type AudioPlan, audioOptions } from './audio.js';
import { copiedOpusDelay } from './opus-delay.js';

/** The part of the FFmpeg command that brings the sound. */
export interface AudioCommand {
  readonly outputOptions: readonly string[];
  /** When the earliest sound begins, in seconds from the first frame. */
  readonly earliest: number;
}

/** FFmpeg writes Opus into Matroska without the delay that players then take off, 312 samples of its encoder. */
const OPUS_DELAY = 312 / 48000;

/**
 * Takes the sound straight from the source, its clock set so that 0 is the first frame.
 *
 * Where the selection begins within the clip, a stream begins with its own
 * packet: in MP4 and QuickTime the one before the first frame's, because
 * decoders need it to warm up, and the container's edit list hides what comes
 * too early; elsewhere the first one that starts with the picture or later.
 */
export async function audioCommand(
  source: VideoInfo,
  plans: readonly AudioPlan[],
  span: Span,
  container: Container,
  inputs: SourceInputs,
  signal?: AbortSignal,
): Promise<AudioCommand> {
  const inside = span.zero > 0;
  const hidden = CONTAINERS[container].editLists; // they hide what is too early
  const maps: string[] = [];
  const codecs: string[] = [];
  let earliest = Number.POSITIVE_INFINITY;
  for (const [n, plan] of plans.entries()) {
    const { stream, encoder } = plan;
    const opus = (encoder ?? stream.codec).endsWith('opus') && !hidden;
    const copied = encoder === undefined;
    const shift = !opus ? 0 : copied ? await copiedOpusDelay(source, stream.index, signal) : OPUS_DELAY;
    const target = source.startTime + span.from;
    codecs.push(...audioOptions(plan, n), ...streamTitles(`a:${n}`, stream, container));
    if (encoder === undefined) {
      const first = await firstPacket(source, stream.index, inside ? target : undefined, hidden, signal);
      const begin = inside ? first - 1e-4 : undefined;
      maps.push('-map', `${inputs.at(shift, begin)}:${stream.index}`);
      // What comes before the part is kept where an edit list hides it: decoders need it to warm up.
      codecs.push(`-copypriorss:a:${n}`, inside && !hidden ? '0' : '1');
      earliest = Math.min(earliest, first - target + shift);
    } else {
      maps.push(
        '-map',
        `${inputs.at(shift, inside ? Math.max(source.startTime, target - 1) : undefined)}:${stream.index}`,
      );
      const filters: string[] = [];
      if (plan.fill) filters.push('aresample=async=1:min_hard_comp=0.001');
      const cut = [
        ...(inside ? [`start=${shift.toFixed(6)}`] : []),
        ...(span.to === undefined ? [] : [`end=${(span.to - span.from + shift).toFixed(6)}`]),
      ];
      if (cut.length > 0) filters.push(`atrim=${cut.join(':')}`);
      if (plan.layout !== undefined) filters.push(`aformat=channel_layouts=${plan.layout}`);
      if (filters.length > 0) codecs.push(`-filter:a:${n}`, filters.join(','));
      earliest = Math.min(
        earliest,
        (inside ? 0 : stream.startTime - target) -
          (opus || /^(?:flac|alac|pcm_.*)$/.test(encoder) ? 0 : 0.05),
      );
    }
  }
  return { outputOptions: [...maps, ...codecs], earliest };
}

/**
 * The time, on the container's own clock, of the stream's first packet, or of
 * the first one that a selection beginning at `target` takes.
 */
async function firstPacket(
  source: VideoInfo,
  index: number,
  target: number | undefined,
  hidden: boolean,
  signal?: AbortSignal,
): Promise<number> {
  const query = { entries: 'packet=pts_time', streams: index };
  let [beforeLast, last] = [target ?? 0, target ?? 0];
  for await (const packet of ffprobeRecords(source, query, signal)) {
    const time = packet.number('pts_time');
    if (!Number.isFinite(time)) continue;
    if (target === undefined) return time;
    if (time > target + 1e-4) return hidden ? beforeLast : last >= target - 1e-4 ? last : time;
    [beforeLast, last] = [last, time];
  }
  return hidden ? beforeLast : (target ?? last);
}
