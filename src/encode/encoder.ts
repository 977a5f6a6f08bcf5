import { UsageError } from '../errors.js';
import { startFfmpeg } from '../media/ffmpeg.js';
import type { VideoInfo } from '../media/info.js';
import { nutFrameHeader, nutHeader } from '../media/nut-writer.js';
import { toNumber } from '../media/rational.js';
import type { FrameSelection } from '../media/selection.js';
import { availableEncoder } from './available.js';
import type { CodecSpec } from './codecs.js';
import { encodeCommand } from './command.js';
import { hasEditLists } from './containers.js';
import { chooseFormat, type FormatOptions } from './format.js';
import { type FrameEncoder, frameEncoder } from './frame-encoder.js';
import { setLastFrameDuration } from './mp4-last-frame.js';
import { openPendingFile } from './output-file.js';
import { padRgb24 } from './pad.js';

/** Settings of {@link openEncoder}. */
export interface EncoderOptions extends FormatOptions {
  /** Its extension chooses the container. */
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
  const format = chooseFormat(output, options);
  const { codec, container } = format;
  checkSmallest(codec, width, height);
  const encoder = await availableEncoder(codec);
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
      format,
      encoder,
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
        if (timed && hasEditLists(container)) {
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

function checkSmallest({ name, smallest = [1, 1] }: CodecSpec, width: number, height: number): void {
  const [least, lowest] = smallest;
  if (width >= least && height >= lowest) return;
  throw new UsageError(
    `Expected pictures of at least ${least}×${lowest} for ${name}, got ${width}×${height}: choose a larger \`--size\` or another preset`,
  );
}

function roundUp(value: number, multiple: number): number {
  return Math.ceil(value / multiple) * multiple;
}
