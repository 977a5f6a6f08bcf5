import { isHd } from '../media/colour.js';
import { type FfmpegCommand, fileUrl, protocolOptions } from '../media/ffmpeg.js';
import { isUrl } from '../media/ffprobe.js';
import { frameTime, type VideoInfo } from '../media/info.js';
import { formatRational } from '../media/rational.js';
import type { FrameSelection } from '../media/selection.js';
import { audioOptions, planAudio } from './audio.js';
import type { CodecSpec } from './codecs.js';
import { type Container, MUXERS } from './containers.js';

/** All that decides how FFmpeg is called to encode. */
export interface EncodeRequest {
  readonly container: Container;
  readonly codec: CodecSpec;
  readonly crf: number | undefined;
  readonly source: VideoInfo;
  readonly selection: FrameSelection;
  readonly width: number;
  readonly height: number;
  readonly target: string;
}

/** The FFmpeg command that reads rgb24 frames from its standard input, and what to tell the user of it. */
export function encodeCommand(request: EncodeRequest): { command: FfmpegCommand; notices: string[] } {
  const { container, codec, crf, source, selection, width, height, target } = request;
  const { num, den } = source.video.frameRate;
  const whole = selection.first === 0 && selection.count === source.video.frameCount;
  const firstTime = frameTime(source, source.video.ticks[selection.first] as number);
  const zero = whole ? 0 : firstTime; // of the output, on the source's clock
  const plans = source.audio.map((stream) => planAudio(stream, container));
  const fine = Math.max(1, Math.ceil(12000 / num)); // ticks finer than a frame, for offsets of less than one
  const matrix = isHd(width, height) ? 'bt709' : 'smpte170m';
  const command: FfmpegCommand = {
    inputs: [
      {
        source: 'pipe:0',
        options: [
          ...['-thread_queue_size', '2', '-f', 'rawvideo', '-pixel_format', 'rgb24'],
          ...['-video_size', `${width}x${height}`, '-framerate', formatRational(source.video.frameRate)],
          ...['-itsoffset', (firstTime - zero).toFixed(6)],
        ],
      },
      {
        source: source.allowUrl && isUrl(source.path) ? source.path : fileUrl(source.path),
        options: [...protocolOptions(source.allowUrl), '-itsoffset', (-source.startTime - zero).toFixed(6)],
      },
    ],
    outputOptions: [
      '-copyts',
      ...['-map', '0:v:0', ...plans.flatMap(({ stream }) => ['-map', `1:${stream.index}`])],
      ...['-map_metadata', '1', '-map_chapters', whole ? '1' : '-1'],
      ...[
        '-vf',
        `scale=out_color_matrix=${matrix}:out_range=tv:flags=bicubic+accurate_rnd+full_chroma_int+full_chroma_inp,format=${codec.pixelFormat}`,
      ],
      ...['-vsync', '0', '-enc_time_base', `1/${num * fine}`],
      ...['-c:v', codec.encoder, ...codec.options(container)],
      ...(crf === undefined ? [] : ['-crf', String(crf)]),
      ...['-colorspace', matrix, '-color_primaries', 'bt709', '-color_trc', 'bt709', '-color_range', 'tv'],
      ...plans.flatMap(audioOptions),
      ...['-max_muxing_queue_size', '1000000', '-max_interleave_delta', '0', '-strict', '-2'],
      ...(container === 'mp4' || container === 'mov' ? ['-movflags', '+faststart+write_colr'] : []),
      ...['-f', MUXERS[container]],
    ],
    output: target,
  };
  void den;
  return { command, notices: plans.flatMap(({ notice }) => notice ?? []) };
}
