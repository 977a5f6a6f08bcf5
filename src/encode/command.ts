import { CONTAINERS } from '../formats/containers.js';
import type { FfmpegCommand, FfmpegInput } from '../media/ffmpeg/ffmpeg.js';
import { keepTimesOptions } from '../media/ffmpeg/version.js';
import { formatRational } from '../media/time/rational.js';
import { outputRate, spanOf } from '../media/time/resampled.js';
import { type BringAlongRequest, bringAlong } from './container/bring-along.js';
import { colourFilter, colourOptions, type Size } from './picture/colour.js';
import { filtersBefore } from './picture/finish-filter.js';

/** All that decides how FFmpeg is called to encode. */
export interface EncodeRequest extends BringAlongRequest {
  readonly size: Size;
  /** Frames come as rgba, and their opacity is written. */
  readonly alpha: boolean;
  /** FFmpeg's filters that frames go through first. */
  readonly filters?: string | undefined;
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
): Promise<{ command: FfmpegCommand; notices: string[]; streams: readonly string[] }> {
  const { target, source, selection, size, alpha, filters } = request;
  const { encoder, format } = target;
  const { container, codec, crf } = format;
  const span = spanOf(source, selection);
  const along = await bringAlong(request, span);
  const rate = outputRate(source, selection);
  const picture: FfmpegInput = {
    source: 'pipe:0',
    options: rate
      ? [
          ...['-thread_queue_size', '2', '-f', 'rawvideo', '-pixel_format', alpha ? 'rgba' : 'rgb24'],
          ...['-video_size', `${size.width}x${size.height}`, '-framerate', formatRational(rate)],
        ]
      : ['-thread_queue_size', '2', '-probesize', '32', '-analyzeduration', '0', '-f', 'nut'],
  };
  const times = rate
    ? await keepTimesOptions('cfr')
    : [
        ...(await keepTimesOptions()),
        ...['-enc_time_base', formatRational(source.video.timeBase).replace('/', ':')],
      ];
  const { editLists, muxer } = CONTAINERS[container];
  const pixelFormat = (alpha ? encoder.alphaPixelFormat : undefined) ?? encoder.pixelFormat;
  const encoding = colourFilter(pixelFormat, codec.rgb, source, size);
  const command: FfmpegCommand = {
    inputs: [picture, ...along.inputs],
    outputOptions: [
      ...['-copyts', '-map', '0:v:0', ...along.outputOptions],
      ...['-vf', filtersBefore(filters, alpha, encoding), ...times],
      ...['-c:v', encoder.name, ...encoder.options(container, alpha)],
      ...(crf === undefined ? [] : ['-crf', String(crf)]),
      ...(editLists && !rate ? (encoder.withoutReordering ?? []) : []),
      ...colourOptions(codec.rgb, source, size),
      ...['-max_muxing_queue_size', '1000000', '-strict', '-2'],
      // Sound is waited for however late it comes; subtitles, of which there may be none for long, are not.
      ...['-max_interleave_delta', source.subtitles.length > 0 ? '5000000' : '0'],
      ...['-output_ts_offset', along.shift.toFixed(6)],
      ...(span.to === undefined ? [] : ['-t', (span.to - span.from).toFixed(6)]),
      ...(editLists ? ['-movflags', '+faststart+write_colr'] : []),
      ...['-f', muxer],
    ],
    output: target.path,
  };
  return { command, notices: [...along.notices], streams: along.streams };
}
