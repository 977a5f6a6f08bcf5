import type { FfmpegCommand, FfmpegInput } from '../media/ffmpeg.js';
import type { VideoInfo } from '../media/info.js';
import { formatRational } from '../media/rational.js';
import type { FrameSelection } from '../media/selection.js';
import { constantRateOptions, keepTimesOptions } from '../media/version.js';
import { planAudio } from './audio.js';
import { audioCommand } from './audio-command.js';
import type { EncoderSpec } from './codecs.js';
import { colourFilter, colourOptions } from './colour.js';
import { hasEditLists, MUXERS } from './containers.js';
import type { OutputFormat } from './format.js';
import { spanOf } from './span.js';

/** All that decides how FFmpeg is called to encode. */
export interface EncodeRequest {
  readonly format: OutputFormat;
  readonly encoder: EncoderSpec;
  readonly source: VideoInfo;
  readonly selection: FrameSelection;
  readonly width: number;
  readonly height: number;
  readonly target: string;
  readonly signal: AbortSignal | undefined;
}

/**
 * The FFmpeg command that reads frames from its standard input, and what to tell the user of it.
 *
 * Within FFmpeg all times count from the first frame, so that a constant rate
 * needs no fractions; `-output_ts_offset` then moves sound and picture
 * together, in the fine units of the container, where the first frame is not
 * the start of the clip.
 */
export async function encodeCommand(
  request: EncodeRequest,
): Promise<{ command: FfmpegCommand; notices: string[] }> {
  const { format, encoder, source, selection, width, height, target, signal } = request;
  const { container, codec, crf } = format;
  const span = spanOf(source, selection);
  const plans = source.audio.flatMap((stream) => planAudio(stream, format) ?? []);
  const audio = await audioCommand(source, plans, span, container, signal);
  const { video } = source;
  const picture: FfmpegInput = {
    source: 'pipe:0',
    options: video.constantRate
      ? [
          ...['-thread_queue_size', '2', '-f', 'rawvideo', '-pixel_format', 'rgb24'],
          ...['-video_size', `${width}x${height}`, '-framerate', formatRational(video.frameRate)],
        ]
      : ['-thread_queue_size', '2', '-probesize', '32', '-analyzeduration', '0', '-f', 'nut'],
  };
  const rate = video.constantRate
    ? await constantRateOptions()
    : [...(await keepTimesOptions()), '-enc_time_base', formatRational(video.timeBase).replace('/', ':')];
  const editLists = hasEditLists(container);
  // Matroska has no times before 0, and FFmpeg, left to itself, shifts some packets and not others.
  const shift = Math.max(span.from - span.zero, editLists ? 0 : -audio.earliest, 0);
  const command: FfmpegCommand = {
    inputs: [picture, ...audio.inputs],
    outputOptions: [
      ...['-copyts', '-map', '0:v:0', ...audio.outputOptions],
      ...['-vf', colourFilter(encoder.pixelFormat, codec.rgb, source, { width, height }), ...rate],
      ...['-c:v', encoder.name, ...encoder.options(container, false)],
      ...(crf === undefined ? [] : ['-crf', String(crf)]),
      ...(editLists && !video.constantRate ? (encoder.withoutReordering ?? []) : []),
      ...colourOptions(codec.rgb, source, { width, height }),
      ...['-max_muxing_queue_size', '1000000', '-max_interleave_delta', '0', '-strict', '-2'],
      ...['-output_ts_offset', shift.toFixed(6)],
      ...(span.to === undefined ? [] : ['-t', (span.to - span.from).toFixed(6)]),
      ...(editLists ? ['-movflags', '+faststart+write_colr'] : []),
      ...['-f', MUXERS[container]],
    ],
    output: target,
  };
  return { command, notices: plans.flatMap(({ notice }) => notice ?? []) };
}
