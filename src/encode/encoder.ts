import { basename, extname, join } from 'node:path';
import { UsageError } from '../errors.js';
import type { CodecSpec } from '../formats/codecs.js';
import { CONTAINERS } from '../formats/containers.js';
import { startFfmpeg } from '../media/ffmpeg/ffmpeg.js';
import { usualTimeoutSeconds } from '../media/ffmpeg/watchdog.js';
import type { Rational, VideoInfo } from '../media/info.js';
import { nutFrameHeader, nutHeader } from '../media/nut/writer.js';
import { toNumber } from '../media/time/rational.js';
import { outputFrames, outputRate } from '../media/time/resampled.js';
import type { FrameSelection } from '../media/time/selection.js';
import { encodeCommand } from './command.js';
import { setLastFrameDuration } from './container/mp4-last-frame.js';
import { pictureFolderOf } from './output/picture-folder.js';
import { openTarget } from './output/target.js';
import { chooseFormat, type FormatOptions } from './picture/format.js';
import { type FrameEncoder, frameEncoder } from './picture/frame-encoder.js';
import { joinAlpha, padPicture } from './picture/pad.js';
import { inScratchFolder, tryCommand } from './trial.js';

/** Settings of {@link openEncoder}. */
export interface EncoderOptions extends FormatOptions {
  /** Its extension chooses the container. */
  readonly output: string;
  /** Whether an existing file may be replaced. Default: no. */
  readonly overwrite?: boolean;
  /** Files besides the source that are read and must not be replaced. */
  readonly alsoRead?: readonly string[];
  /** Size of the frames to come. Any. */
  readonly width: number;
  readonly height: number;
  /** The clip whose times, sound, colour and titles the output takes over. */
  readonly source: VideoInfo;
  /** The frames of it that are written. Default: all. */
  readonly selection?: FrameSelection;
  /** Seconds that FFmpeg may keep us waiting. Default 120. */
  readonly timeoutSeconds?: number;
  readonly signal?: AbortSignal | undefined;
  /** {@link tryEncoder} has been through it already; otherwise it is tried first. */
  readonly tried?: boolean | undefined;
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
  const { codec } = format;
  checkSmallest(codec, width, height);
  const selection = options.selection ?? { first: 0, count: source.video.frameCount };
  const rate = outputRate(source, selection);
  if (codec.name === 'gif') checkGifRate(rate ?? source.video.frameRate);
  const hasPlace = codec.encoders.some(({ alphaPixelFormat }) => alphaPixelFormat !== undefined);
  const alpha = source.video.hasAlpha && hasPlace;
  const target = await openTarget({
    output,
    overwrite: options.overwrite ?? false,
    alsoRead: options.alsoRead ?? [],
    format,
    source,
    selection,
    alpha,
    signal,
  });
  const padded = {
    width: roundUp(width, codec.multiple[0]),
    height: roundUp(height, codec.multiple[1]),
  };
  try {
    const { encoder, silent, path } = target;
    const { command, notices, streams } = await encodeCommand({
      ...{ format: target.format, encoder, source, selection, alpha, silent, target: path, signal },
      ...padded,
      scratch: (ending) => target.pending.beside(ending),
    });
    notices.push(...target.notices);
    if (source.video.hasAlpha && !alpha) {
      notices.push(
        `The clip's transparency is lost: ${codec.name} does not support it. To keep it, use prores4444, ffv1, webm, png or gif.`,
      );
    }
    if (padded.width !== width || padded.height !== height) {
      notices.push(
        `The codec needs even dimensions: ${width}×${height} is written as ${padded.width}×${padded.height} by repeating pixels at the edge.`,
      );
    }
    const channels = alpha ? 4 : 3;
    const timed = rate ? undefined : timedFrames(source, selection, padded, alpha);
    const timeoutSeconds = options.timeoutSeconds ?? usualTimeoutSeconds;
    const blank = new Uint8Array(channels * padded.width * padded.height);
    if (!options.tried) {
      await tryCommand({
        command,
        streams,
        timeoutSeconds,
        signal,
        container: target.format.container,
        codec: codec.name,
        frames: timed ? [timed.header, timed.frameHeader(0), blank] : [blank, blank],
        complete: target.completeTrial,
      });
    }
    const ffmpeg = await startFfmpeg(command, signal);
    if (timed) ffmpeg.stdin.write(timed.header);
    return frameEncoder({
      ...{ ffmpeg, file: target.pending, notices, timeoutSeconds },
      ...{ expected: selection.count, expectedFrames: outputFrames(selection) },
      frame(rgb24, opacity, n) {
        const bytes = alpha ? joinAlpha(rgb24, opacity) : rgb24;
        const picture = padPicture(bytes, width, height, padded.width, padded.height, channels);
        if (timed) return [timed.frameHeader(n), picture];
        return Array.from({ length: selection.resampled?.repeats[n] ?? 1 }, () => picture);
      },
      async complete() {
        if (timed && CONTAINERS[format.container].editLists)
          await setLastFrameDuration(path, timed.lastSeconds);
        await target.complete();
      },
      count: target.count,
    });
  } catch (error) {
    await target.pending.discard();
    throw error;
  }
}

/**
 * Finds out whether {@link openEncoder} would succeed, without touching the output: it writes
 * a moment of the clip elsewhere. Returns what there is to tell the user of the output.
 *
 * @throws as `openEncoder`, but for what stands in the output's place
 */
export async function tryEncoder(options: EncoderOptions): Promise<readonly string[]> {
  const { output, preset = 'auto' } = options;
  const pictures = pictureFolderOf(output, preset) !== undefined;
  return inScratchFolder(async (folder) => {
    const name = pictures && extname(output) === '' ? 'pictures' : `output${extname(output)}`;
    const inside = pictures && extname(output) !== '' ? join('pictures', basename(output)) : name;
    await using encoder = await openEncoder({ ...options, output: join(folder, inside), overwrite: true });
    return encoder.notices;
  });
}

/** Where the rate is not constant, NUT takes every frame's own time to FFmpeg. */
function timedFrames(
  { video }: VideoInfo,
  { first, count }: FrameSelection,
  size: { readonly width: number; readonly height: number },
  alpha: boolean,
) {
  const { ticks, timeBase, lastFrameTicks } = video;
  const tickOf = (n: number): number => ticks[first + n] as number;
  const end = ticks[first + count] ?? tickOf(count - 1) + lastFrameTicks;
  return {
    header: nutHeader({ ...size, timeBase, alpha }),
    frameHeader: (n: number) =>
      nutFrameHeader(tickOf(n) - tickOf(0), (alpha ? 4 : 3) * size.width * size.height),
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

/** GIF counts hundredths of a second, and browsers show what lasts only one for ten. */
function checkGifRate(rate: Rational): void {
  if (toNumber(rate) <= 50) return;
  throw new UsageError(
    `A GIF can show at most 50 frames a second, but the clip has ${toNumber(rate).toFixed(2)}: add \`--fps 25\``,
  );
}

function roundUp(value: number, multiple: number): number {
  return Math.ceil(value / multiple) * multiple;
}
