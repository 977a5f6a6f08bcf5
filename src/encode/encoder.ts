import { basename, extname, join } from 'node:path';
import { UsageError } from '../errors.js';
import type { CodecSpec } from '../formats/codecs.js';
import { startFfmpeg } from '../media/ffmpeg/ffmpeg.js';
import { usualTimeoutSeconds } from '../media/ffmpeg/watchdog.js';
import type { Rational, VideoInfo } from '../media/info.js';
import { toNumber } from '../media/time/rational.js';
import { outputRate } from '../media/time/resampled.js';
import type { FrameSelection } from '../media/time/selection.js';
import { encodeCommand } from './command.js';
import { pictureFolderOf } from './output/picture-folder.js';
import { openTarget } from './output/target.js';
import { tryFilters } from './picture/finish-filter.js';
import { chooseFormat, type FormatOptions } from './picture/format.js';
import { frameBytes } from './picture/frame-bytes.js';
import { type FrameEncoder, frameEncoder } from './picture/frame-encoder.js';
import { inScratchFolder, tryCommand } from './trial.js';

/** Settings of {@link openEncoder}. */
export interface EncoderOptions extends FormatOptions {
  /** Its extension chooses the container. */
  readonly output: string;
  /** Whether an existing file may be replaced. Default: no. */
  readonly overwrite?: boolean | undefined;
  /** Files besides the source that are read and must not be replaced. */
  readonly alsoRead?: readonly string[] | undefined;
  /** Size of the frames to come. Any. */
  readonly width: number;
  readonly height: number;
  /** The clip whose times, sound, colour and titles the output takes over. */
  readonly source: VideoInfo;
  /** The frames of it that are written. Default: all. */
  readonly selection?: FrameSelection | undefined;
  /** A chain of FFmpeg's filters that frames go through first. */
  readonly filters?: string | undefined;
  /** Seconds that FFmpeg may keep us waiting. Default 120. */
  readonly timeoutSeconds?: number | undefined;
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
  const { output, source, signal, width, height, filters, timeoutSeconds = usualTimeoutSeconds } = options;
  const format = chooseFormat(output, options);
  const { codec } = format;
  checkSmallest(codec, width, height);
  const selection = options.selection ?? { first: 0, count: source.video.frameCount };
  if (codec.name === 'gif') checkGifRate(outputRate(source, selection) ?? source.video.frameRate);
  const hasPlace = codec.encoders.some(({ alphaPixelFormat }) => alphaPixelFormat !== undefined);
  const alpha = source.video.hasAlpha && hasPlace;
  const size = { width: roundUp(width, codec.multiple[0]), height: roundUp(height, codec.multiple[1]) };
  if (filters !== undefined && !options.tried) await tryFilters(filters, size, signal);
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
  try {
    const request = { target, source, selection, size, alpha, filters, signal };
    const { command, notices, streams } = await encodeCommand(request);
    notices.push(...target.notices);
    if (source.video.hasAlpha && !alpha) {
      notices.push(
        `The clip's transparency is lost: ${codec.name} does not support it. To keep it, use prores4444, ffv1, webm, png or gif.`,
      );
    }
    if (size.width !== width || size.height !== height) {
      notices.push(
        `The codec needs even dimensions: ${width}×${height} is written as ${size.width}×${size.height} by repeating pixels at the edge.`,
      );
    }
    const bytes = frameBytes(source, selection, { width, height }, size, alpha);
    if (!options.tried)
      await tryCommand({ command, frames: bytes.trial, codec, target, streams, timeoutSeconds, signal });
    const ffmpeg = await startFfmpeg(command, signal);
    if (bytes.header.length > 0) ffmpeg.stdin.write(bytes.header);
    return frameEncoder({ ffmpeg, target, selection, bytes, notices, timeoutSeconds });
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
