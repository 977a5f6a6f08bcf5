import { FfmpegError } from '../errors.js';
import { findBinary } from '../media/binaries.js';
import { startFfmpeg } from '../media/ffmpeg.js';
import type { VideoInfo } from '../media/info.js';
import { nutFrameHeader, nutHeader } from '../media/nut-writer.js';
import { toNumber } from '../media/rational.js';
import type { FrameSelection } from '../media/selection.js';
import { readEncoders } from '../media/version.js';
import { chooseCodec, type VideoCodec } from './codecs.js';
import { encodeCommand } from './command.js';
import { containerOf } from './containers.js';
import { type FrameEncoder, frameEncoder } from './frame-encoder.js';
import { setLastFrameDuration } from './mp4-last-frame.js';
import { openPendingFile } from './output-file.js';
import { padRgb24 } from './pad.js';

/** Settings of {@link openEncoder}. */
export interface EncoderOptions {
  /** Its extension chooses the container: mp4, m4v, mov, mkv or webm. */
  readonly output: string;
  /** Whether an existing file may be replaced. Default: no. */
  readonly overwrite?: boolean;
  /** Size of the frames to come. Any. */
  readonly width: number;
  readonly height: number;
  /** The clip whose times, sound, colour and titles the output takes over. */
  readonly source: VideoInfo;
  /** The frames of it that are written. Default: all. */
  readonly selection?: FrameSelection;
  /** Default: VP9 for webm, H.264 elsewhere. */
  readonly codec?: VideoCodec;
  /** Constant quality, lower is better. Default: visually lossless (H.264: 16). */
  readonly crf?: number;
  readonly signal?: AbortSignal;
}

/**
 * Starts an encoder. Dispose of it: unless it has finished, that ends FFmpeg
 * and removes what was written.
 *
 * @throws {UsageError} for a container or codec that does not go, {@link OutputError} for
 *   an output that cannot be written, {@link FfmpegError} where FFmpeg fails or lacks the codec.
 */
export async function openEncoder(options: EncoderOptions): Promise<FrameEncoder> {
  const { output, source, signal, width, height } = options;
  const container = containerOf(output);
  const codec = chooseCodec(container, options.codec, options.crf);
  if (!(await readEncoders()).has(codec.encoder)) {
    throw new FfmpegError(
      `The FFmpeg at \`${findBinary('ffmpeg').path}\` lacks the encoder ${codec.encoder}: choose another \`--codec\`, ` +
        'or set FFMPEG_PATH to an FFmpeg that has it',
    );
  }
  const selection = options.selection ?? { first: 0, count: source.video.frameCount };
  const file = await openPendingFile(
    output,
    options.overwrite ?? false,
    source.allowUrl ? [] : [source.path],
  );
  const padded = {
    width: roundUp(width, codec.multiple[0]),
    height: roundUp(height, codec.multiple[1]),
  };
  try {
    const { command, notices } = await encodeCommand({
      container,
      codec,
      crf: options.crf ?? codec.defaultCrf,
      source,
      selection,
      ...padded,
      target: file.temporary,
      signal,
    });
    const subtitles = source.subtitles.length;
    if (subtitles > 0) notices.push(`The clip's subtitles (${subtitles}) are not taken over.`);
    if (padded.width !== width || padded.height !== height) {
      notices.push(
        `The codec needs even sizes: ${width}×${height} is written as ${padded.width}×${padded.height}, its edge repeated.`,
      );
    }
    const timed = source.video.constantRate ? undefined : timedFrames(source, selection, padded);
    const ffmpeg = await startFfmpeg(command, signal);
    if (timed) ffmpeg.stdin.write(timed.header);
    return frameEncoder({
      ...{ ffmpeg, file, notices, signal, expected: selection.count },
      frame: (rgb24, n) => [
        ...(timed ? [timed.frameHeader(n)] : []),
        padRgb24(rgb24, width, height, padded.width, padded.height),
      ],
      async retouch(path) {
        if (timed && (container === 'mp4' || container === 'mov')) {
          await setLastFrameDuration(path, timed.lastSeconds);
        }
      },
    });
  } catch (error) {
    await file.discard();
    throw error;
  }
}

/** Where the rate is not constant, NUT takes every frame's own time to FFmpeg. */
function timedFrames(
  { video }: VideoInfo,
  { first, count }: FrameSelection,
  size: { readonly width: number; readonly height: number },
) {
  const { ticks, timeBase, lastFrameTicks } = video;
  const tickOf = (n: number): number => ticks[first + n] as number;
  const end = ticks[first + count] ?? tickOf(count - 1) + lastFrameTicks;
  return {
    header: nutHeader({ ...size, timeBase }),
    frameHeader: (n: number) => nutFrameHeader(tickOf(n) - tickOf(0), 3 * size.width * size.height),
    lastSeconds: (end - tickOf(count - 1)) * toNumber(timeBase),
  };
}

function roundUp(value: number, multiple: number): number {
  return Math.ceil(value / multiple) * multiple;
}
