import type { FfmpegCommand, FfmpegInput } from '../media/ffmpeg.js';
import type { VideoInfo } from '../media/info.js';
import { formatRational } from '../media/rational.js';
import { outputRate } from '../media/resampled.js';
import type { FrameSelection } from '../media/selection.js';
import { constantRateOptions, keepTimesOptions } from '../media/version.js';
import { planAudio } from './audio.js';
import { type AudioCommand, audioCommand } from './audio-command.js';
import type { EncoderSpec } from './codecs.js';
import { colourFilter, colourOptions } from './colour.js';
import { hasEditLists, MUXERS } from './containers.js';
import type { OutputFormat } from './format.js';
import { type Span, spanOf } from './span.js';

/** All that decides how FFmpeg is called to encode. */
export interface EncodeRequest {
  readonly format: OutputFormat;
  readonly encoder: EncoderSpec;
  readonly source: VideoInfo;
  readonly selection: FrameSelection;
  readonly width: number;
  readonly height: number;
  /** Frames come as rgba, and their opacity is written. */
  readonly alpha: boolean;
  /** The picture alone is written. */
  readonly silent: boolean;
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
  const { format, encoder, source, selection, width, height, alpha, target } = request;
  const { container, codec, crf } = format;
  const span = spanOf(source, selection);
  const sound = await soundOptions(request, span);
  const rate = outputRate(source, selection);
  const picture: FfmpegInput = {
    source: 'pipe:0',
    options: rate
      ? [
          ...['-thread_queue_size', '2', '-f', 'rawvideo', '-pixel_format', alpha ? 'rgba' : 'rgb24'],
          ...['-video_size', `${width}x${height}`, '-framerate', formatRational(rate)],
        ]
      : ['-thread_queue_size', '2', '-probesize', '32', '-analyzeduration', '0', '-f', 'nut'],
  };
  const times = rate
    ? await constantRateOptions()
    : [
        ...(await keepTimesOptions()),
        ...['-enc_time_base', formatRational(source.video.timeBase).replace('/', ':')],
      ];
  const editLists = hasEditLists(container);
  const pixelFormat = (alpha ? encoder.alphaPixelFormat : undefined) ?? encoder.pixelFormat;
  // Matroska has no times before 0, and FFmpeg, left to itself, shifts some packets and not others.
  const shift = Math.max(span.from - span.zero, editLists ? 0 : -sound.earliest, 0);
  const command: FfmpegCommand = {
    inputs: [picture, ...sound.inputs],
    outputOptions: [
      ...['-copyts', '-map', '0:v:0', ...sound.outputOptions],
      ...['-vf', colourFilter(pixelFormat, codec.rgb, source, { width, height }), ...times],
      ...['-c:v', encoder.name, ...encoder.options(container, alpha)],
      ...(crf === undefined ? [] : ['-crf', String(crf)]),
      ...(editLists && !rate ? (encoder.withoutReordering ?? []) : []),
      ...colourOptions(codec.rgb, source, { width, height }),
      ...['-max_muxing_queue_size', '1000000', '-max_interleave_delta', '0', '-strict', '-2'],
      ...['-output_ts_offset', shift.toFixed(6)],
      ...(span.to === undefined ? [] : ['-t', (span.to - span.from).toFixed(6)]),
      ...(editLists ? ['-movflags', '+faststart+write_colr'] : []),
      ...['-f', MUXERS[container]],
    ],
    output: target,
  };
  return { command, notices: [...sound.notices] };
}

/** What brings sound and titles along; nothing for pictures and for files that are only passed through. */
async function soundOptions(
  { format, source, silent, signal }: EncodeRequest,
  span: Span,
): Promise<AudioCommand & { readonly notices: readonly string[] }> {
  if (silent) return { inputs: [], outputOptions: [], earliest: Number.POSITIVE_INFINITY, notices: [] };
  const plans = source.audio.flatMap((stream) => planAudio(stream, format) ?? []);
  const command = await audioCommand(source, plans, span, format.container, signal);
  return { ...command, notices: plans.flatMap(({ notice }) => notice ?? []) };
}
