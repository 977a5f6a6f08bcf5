import { OutputError } from '../errors.js';
import { type FfmpegProcess, startFfmpeg } from '../media/ffmpeg.js';
import type { VideoInfo } from '../media/info.js';
import { nutFrameHeader, nutHeader } from '../media/nut-writer.js';
import type { FrameSelection } from '../media/selection.js';
import { chooseCodec, type VideoCodec } from './codecs.js';
import { encodeCommand } from './command.js';
import { containerOf } from './containers.js';
import { openPendingFile, type PendingFile } from './output-file.js';
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

/** What has been written. */
export interface EncodeResult {
  readonly path: string;
  /** Sentences worth telling the user. */
  readonly notices: readonly string[];
}

/** Takes frames one after the other and makes a clip of them. */
export interface FrameEncoder extends AsyncDisposable {
  /** What is already known to be worth telling the user. */
  readonly notices: readonly string[];
  /**
   * Writes the next frame: `3·width·height` bytes of full-range R'G'B'. Resolves
   * when there is room for another, rejects once encoding has failed. The bytes
   * must not change afterwards.
   */
  write(rgb24: Uint8Array): Promise<void>;
  /** Ends the clip and puts it in its place. */
  finish(): Promise<EncodeResult>;
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
  if (padded.width !== width || padded.height !== height) {
    notices.push(
      `The codec needs even sizes: ${width}×${height} is written as ${padded.width}×${padded.height}, its edge repeated.`,
    );
  }
  const { ticks, timeBase, constantRate } = source.video;
  const tickOf = (n: number): number => ticks[selection.first + n] as number;
  const framing: Framing = constantRate
    ? { head: [], frameHead: () => [] }
    : {
        head: [nutHeader({ ...padded, timeBase })],
        frameHead: (n) => [nutFrameHeader(tickOf(n) - tickOf(0), 3 * padded.width * padded.height)],
      };
  try {
    const ffmpeg = await startFfmpeg(command, signal);
    for (const bytes of framing.head) ffmpeg.stdin.write(bytes);
    return new FfmpegEncoder(ffmpeg, file, notices, selection.count, (rgb24, n) => [
      ...framing.frameHead(n),
      padRgb24(rgb24, width, height, padded.width, padded.height),
    ]);
  } catch (error) {
    await file.discard();
    throw error;
  }
}

/** What FFmpeg reads beside the frames' own bytes: nothing at a constant rate, else NUT with every time. */
interface Framing {
  readonly head: readonly Uint8Array[];
  frameHead(n: number): readonly Uint8Array[];
}

class FfmpegEncoder implements FrameEncoder {
  #written = 0;
  #finished = false;

  constructor(
    readonly ffmpeg: FfmpegProcess,
    readonly file: PendingFile,
    readonly notices: readonly string[],
    readonly expected: number,
    readonly frame: (rgb24: Uint8Array, n: number) => readonly Uint8Array[],
  ) {}

  async write(rgb24: Uint8Array): Promise<void> {
    const { stdin } = this.ffmpeg;
    if (this.ffmpeg.ended || stdin.destroyed) return this.#fail();
    if (this.#written === this.expected)
      throw new RangeError(`Expected ${this.expected} frames, got one more`);
    let room = true;
    for (const bytes of this.frame(rgb24, this.#written++)) room = stdin.write(bytes);
    if (!room) await this.#drained();
  }

  async #drained(): Promise<void> {
    const { stdin } = this.ffmpeg;
    if (stdin.destroyed) return this.#fail();
    let forget = (): void => {};
    const drained = new Promise<void>((resolve) => {
      const done = (): void => resolve();
      stdin.once('drain', done).once('close', done);
      forget = () => void stdin.off('drain', done).off('close', done);
    });
    await drained;
    forget();
    if (stdin.destroyed) await this.#fail();
  }

  async finish(): Promise<EncodeResult> {
    if (this.#written !== this.expected) {
      throw new RangeError(`Expected ${this.expected} frames before finish, got ${this.#written}`);
    }
    this.ffmpeg.stdin.end();
    await this.#ended();
    await this.file.commit();
    this.#finished = true;
    return { path: this.file.path, notices: this.notices };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#finished) return;
    await this.ffmpeg.stop();
    await this.file.discard();
  }

  /** Rejects with the reason for which FFmpeg has stopped reading. */
  async #fail(): Promise<void> {
    await this.#ended();
    throw new OutputError(`FFmpeg ended before all frames of \`${this.file.path}\` were written`);
  }

  async #ended(): Promise<void> {
    try {
      await this.ffmpeg.done;
    } catch (error) {
      const said = this.ffmpeg.stderr();
      if (/No space left on device/i.test(said)) {
        throw new OutputError(`The disk of \`${this.file.path}\` is full`, error);
      }
      throw error;
    }
  }
}

function roundUp(value: number, multiple: number): number {
  return Math.ceil(value / multiple) * multiple;
}
