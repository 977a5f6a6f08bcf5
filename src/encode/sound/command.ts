import { CONTAINERS } from '../../formats/containers.js';
import { ffprobeRecords } from '../../media/ffmpeg/ffprobe.js';
import type { Span } from '../../media/time/resampled.js';
import type { Along } from '../container/source-inputs.js';
import { streamTitles } from '../container/titles.js';
import { copiedOpusDelay } from './ask-ffmpeg.js';
import { type AudioPlan, audioOptions, isLossless } from './audio.js';

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
export async function audioCommand(plans: readonly AudioPlan[], along: Along): Promise<AudioCommand> {
  const { source, container, span, inputs, signal } = along;
  const inside = span.zero > 0;
  const target = source.startTime + span.from;
  const hidden = CONTAINERS[container].editLists; // they hide what is too early
  const maps: string[] = [];
  const codecs: string[] = [];
  let earliest = Number.POSITIVE_INFINITY;
  for (const [n, plan] of plans.entries()) {
    const { stream, encoder } = plan;
    const opus = (encoder ?? stream.codec).endsWith('opus') && !hidden;
    codecs.push(...audioOptions(plan, n), ...streamTitles(`a:${n}`, stream, container));
    if (encoder === undefined) {
      const shift = opus ? await copiedOpusDelay(source, stream.index, signal) : 0;
      const first = await firstPacket(along, stream.index, inside ? target : undefined);
      maps.push('-map', `${inputs.at(shift, inside ? first - 1e-4 : undefined)}:${stream.index}`);
      // What comes before the part is kept where an edit list hides it: decoders need it to warm up.
      codecs.push(`-copypriorss:a:${n}`, inside && !hidden ? '0' : '1');
      earliest = Math.min(earliest, first - target + shift);
    } else {
      const shift = opus ? OPUS_DELAY : 0;
      const begin = inside ? Math.max(source.startTime, target - 1) : undefined;
      maps.push('-map', `${inputs.at(shift, begin)}:${stream.index}`);
      const filters = soundFilters(plan, span, shift);
      if (filters.length > 0) codecs.push(`-filter:a:${n}`, filters.join(','));
      const priming = opus || isLossless(encoder) ? 0 : 0.05;
      earliest = Math.min(earliest, (inside ? 0 : stream.startTime - target) - priming);
    }
  }
  return { outputOptions: [...maps, ...codecs], earliest };
}

/** The filters before an encoder: gaps filled, cut to the part, channels as the encoder takes them. */
function soundFilters({ fill, layout }: AudioPlan, { from, to, zero }: Span, shift: number): string[] {
  const cut = [
    ...(zero > 0 ? [`start=${shift.toFixed(6)}`] : []),
    ...(to === undefined ? [] : [`end=${(to - from + shift).toFixed(6)}`]),
  ];
  return [
    ...(fill ? ['aresample=async=1:min_hard_comp=0.001'] : []),
    ...(cut.length > 0 ? [`atrim=${cut.join(':')}`] : []),
    ...(layout === undefined ? [] : [`aformat=channel_layouts=${layout}`]),
  ];
}

/**
 * The time, on the container's own clock, of the stream's first packet, or of
 * the first one that a selection beginning at `target` takes.
 */
async function firstPacket(
  { source, container, signal }: Along,
  index: number,
  target: number | undefined,
): Promise<number> {
  const hidden = CONTAINERS[container].editLists;
  let [beforeLast, last] = [target ?? 0, target ?? 0];
  for await (const packet of ffprobeRecords(source, { entries: 'packet=pts_time', streams: index }, signal)) {
    const time = packet.number('pts_time');
    if (!Number.isFinite(time)) continue;
    if (target === undefined) return time;
    if (time > target + 1e-4) return hidden ? beforeLast : last >= target - 1e-4 ? last : time;
    [beforeLast, last] = [last, time];
  }
  return hidden ? beforeLast : (target ?? last);
}
