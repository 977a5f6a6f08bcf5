import { type FfmpegInput, fileUrl, protocolOptions } from '../media/ffmpeg.js';
import { ffprobeRecords, isUrl } from '../media/ffprobe.js';
import type { VideoInfo } from '../media/info.js';
import { type AudioPlan, audioOptions } from './audio.js';
import type { Span } from './command.js';
import type { Container } from './containers.js';

/** The part of the FFmpeg command that brings the sound. */
export interface AudioCommand {
  readonly inputs: readonly FfmpegInput[];
  readonly outputOptions: readonly string[];
  readonly notices: string[];
}

/**
 * Takes the sound straight from the source, its clock set so that 0 is the first frame.
 *
 * Where the selection begins within the clip, each stream is opened on its own
 * and begins with its own packet: in MP4 and QuickTime the one before the first
 * frame's, because decoders need it to warm up, and the container's edit list
 * hides what comes too early; elsewhere the first one that starts with the
 * picture or later.
 */
export async function audioCommand(
  source: VideoInfo,
  plans: readonly AudioPlan[],
  span: Span,
  container: Container,
  signal?: AbortSignal,
): Promise<AudioCommand> {
  const offset = ['-itsoffset', (-source.startTime - span.from).toFixed(6)];
  const url = source.allowUrl && isUrl(source.path) ? source.path : fileUrl(source.path);
  const open = (options: readonly string[]): FfmpegInput => ({
    source: url,
    options: [...protocolOptions(source.allowUrl), ...options, ...offset],
  });
  const inputs: FfmpegInput[] = [];
  const maps: string[] = [];
  const codecs: string[] = [];
  const inside = span.zero > 0;
  const whole = !inside && span.to === undefined;
  for (const [n, plan] of plans.entries()) {
    const begin = inside ? await firstPacketTime(source, plan, span.from, container, signal) : undefined;
    if (begin !== undefined || n === 0) {
      inputs.push(
        open(
          begin === undefined ? [] : ['-seek_timestamp', '1', '-ss', begin.toFixed(6), '-noaccurate_seek'],
        ),
      );
    }
    maps.push('-map', `${inputs.length}:${plan.stream.index}`);
    codecs.push(...audioOptions(plan, n));
    if (plan.encoder === undefined) codecs.push(`-copypriorss:a:${n}`, begin === undefined ? '1' : '0');
    else if (!whole) {
      const from = inside ? 'start=0' : '';
      const to = span.to === undefined ? '' : `end=${(span.to - span.from).toFixed(6)}`;
      codecs.push(`-filter:a:${n}`, `atrim=${[from, to].filter(Boolean).join(':')}`);
    }
  }
  if (inputs.length === 0) inputs.push(open([])); // for titles and chapters
  return {
    inputs,
    outputOptions: [...maps, '-map_metadata', '1', '-map_chapters', whole ? '1' : '-1', ...codecs],
    notices: plans.flatMap(({ notice }) => notice ?? []),
  };
}

/** A time, on the container's own clock, just before the first packet that is wanted. */
async function firstPacketTime(
  source: VideoInfo,
  { stream, encoder }: AudioPlan,
  from: number,
  container: Container,
  signal?: AbortSignal,
): Promise<number> {
  const target = source.startTime + from;
  const hidden = container === 'mp4' || container === 'mov'; // edit lists hide what is too early
  const options = ['-select_streams', String(stream.index), '-show_entries', 'packet=pts_time'];
  let [beforeLast, last] = [target, target];
  if (encoder !== undefined) return Math.max(0, target - 1);
  for await (const packet of ffprobeRecords(source, options, signal)) {
    const time = Number(packet.get('pts_time') ?? Number.NaN);
    if (!Number.isFinite(time)) continue;
    if (time > target + 1e-4) {
      return hidden ? beforeLast - 1e-4 : (last >= target - 1e-4 ? last : time) - 1e-4;
    }
    [beforeLast, last] = [last, time];
  }
  return beforeLast - 1e-4;
}
