import { FfmpegError, InputError } from '../../errors.js';
import { usualTimeoutSeconds } from '../../media/ffmpeg/watchdog.js';
import { frameTime, type VideoInfo } from '../../media/info.js';
import { type FrameSelection, selectFrames, type TimeRange } from '../../media/time/selection.js';
import { pictureFrames } from '../pictures/picture-frames.js';
import { sizeText } from '../probe/damage/shape-changes.js';
import type { Size } from '../size.js';
import type { SplitPicture } from './alpha.js';
import type { SizeChange } from './decode-log.js';
import { ffmpegFrames } from './ffmpeg-frames.js';

/** One frame, upright, with square pixels, in full-range R'G'B'. */
export interface DecodedFrame {
  /** From 0 within the selection. */
  readonly index: number;
  /** Its time in ticks of `info.video.timeBase`, as in the source. */
  readonly ticks: number;
  /** Its time in seconds from the start of the clip. */
  readonly time: number;
  /** Interleaved 8-bit RGB, `3·width·height` bytes, rows top to bottom. Yours to keep. */
  readonly bytes: Uint8Array;
  /**
   * Opacity, one byte a pixel, 0 transparent; absent where the whole frame is
   * opaque. `bytes` are not multiplied by it; where it is 0, they are mid-grey.
   */
  readonly alpha?: Uint8Array;
  /** Whether it could not be decoded and repeats its neighbour. */
  readonly concealed: boolean;
}

/** What a notice of {@link decodeFrames} is about. */
export type DecodeNotice = 'concealed' | 'errors' | 'size';

/** Settings of {@link decodeFrames}. */
export interface DecodeOptions extends TimeRange, Size {
  /** The frames themselves, where they are known already; then no times are looked at. */
  readonly selection?: FrameSelection | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Seconds that FFmpeg may keep us waiting. Default 120. */
  readonly timeoutSeconds?: number | undefined;
  /** Whether a decoding error ends decoding, with an {@link InputError}, though it filled in what is missing. */
  readonly strict?: boolean | undefined;
  /**
   * Hears of pictures of another size at once; at the end, of frames that could
   * not be decoded and of errors that the decoder filled in.
   */
  readonly onNotice?: ((text: string, about: DecodeNotice) => void) | undefined;
}

/**
 * Decodes the frames of a clip, or of the given part of it, one after the
 * other: as many as `probe` has announced, at the times that it has announced.
 * Where the clip is damaged and a frame is missing, the one before it replaces it
 * (at the clip's beginning the one after), which the frame says, and `onNotice`
 * hears of it. FFmpeg waits while the consumer does; leaving the loop ends it.
 *
 * @throws {InputError} where the part has no frame or none can be decoded,
 *   {@link FfmpegError} where FFmpeg fails. Rejects with `signal.reason` on abort.
 */
export async function* decodeFrames(
  info: VideoInfo,
  options: DecodeOptions,
): AsyncGenerator<DecodedFrame, void, void> {
  const selection = options.selection ?? selectFrames(info, options);
  const { first, count, resampled } = selection;
  if (!resampled) return yield* successiveFrames(info, selection, options);
  const span = { first, count: (resampled.frames.at(-1) as number) - first + 1 };
  let index = 0;
  for await (const frame of successiveFrames(info, span, options)) {
    if (index < count && first + frame.index === resampled.frames[index]) yield { ...frame, index: index++ };
  }
}

async function* successiveFrames(
  info: VideoInfo,
  selection: FrameSelection,
  { width, height, signal, timeoutSeconds = usualTimeoutSeconds, strict = false, onNotice }: DecodeOptions,
): AsyncGenerator<DecodedFrame, void, void> {
  const { ticks, unchangedTicks } = info.video;
  let index = 0;
  let missing = 0;
  let firstMissing = 0;
  let last: SplitPicture | undefined;
  const next = (picture: SplitPicture, stoodIn: boolean): DecodedFrame => {
    const at = ticks[selection.first + index] as number;
    const concealed = stoodIn && !unchangedTicks.has(at);
    if (concealed && missing++ === 0) firstMissing = at;
    return { index: index++, ticks: at, time: frameTime(info, at), ...picture, concealed };
  };
  let errors = 0;
  // The decoder is ahead of what it delivers, by how much is not known: its errors have no time.
  const onErrors = (soFar: number): void => {
    errors = soFar;
    if (!strict) return;
    throw new InputError(
      `\`${info.path}\` is damaged: FFmpeg reports errors and fills in what it cannot read. Remove \`--strict\` to accept that`,
    );
  };
  let resized = 0;
  const onSizeChange = (change: SizeChange): void => {
    if (++resized > 1) return;
    const { codedWidth, codedHeight } = info.video;
    onNotice?.(sizeText(info, { width: codedWidth, height: codedHeight }, change), 'size');
  };
  const size = { width, height };
  const pictures = info.pictures
    ? pictureFrames(info.pictures, selection, size, signal)
    : ffmpegFrames(info, selection, size, {
        timeoutSeconds,
        onErrors,
        onSizeChange,
        signal,
      });
  try {
    for await (const { index: at, picture } of pictures) {
      while (index < at) yield next(copyOf(last ?? picture), true);
      last = copyOf(picture); // the consumer owns what it gets, and may change it
      if (at < 0) continue; // the one before the selection, kept as a replacement
      yield next(picture, false);
    }
  } catch (error) {
    // FFmpeg itself is well: what it cannot go on with is the file.
    if (!(error instanceof FfmpegError) || error.end !== 'exited') throw error;
    const what = last
      ? `FFmpeg gave up decoding \`${info.path}\` after ${index} of ${selection.count} frames`
      : `No frame of \`${info.path}\` could be decoded`;
    const words = error.stderr
      .trim()
      .split('\n')
      .at(-1)
      ?.replace(/^\[[^\]]*@ 0x[0-9a-f]+\] /, '');
    throw new InputError(
      `${what}: the file is ${last ? 'probably ' : ''}damaged${words ? `; FFmpeg's last message: ${words}` : ''}`,
      error,
    );
  }
  if (!last) throw new InputError(`No frame of \`${info.path}\` could be decoded: the file is damaged`);
  while (index < selection.count) yield next(copyOf(last), true);
  if (missing > 0) {
    const first = `${missing === 1 ? 'at' : 'the first at'} ${frameTime(info, firstMissing).toFixed(3)} s`;
    onNotice?.(
      `The clip is damaged: ${missing} of ${selection.count} frames could not be decoded, ${first}, and were replaced by copies of a neighbouring frame.`,
      'concealed',
    );
  }
  if (errors > 0) {
    const noun = errors === 1 ? '1 error' : `${errors} errors`;
    onNotice?.(
      `The clip is damaged: FFmpeg reported ${noun} while decoding and filled in what it could not read.`,
      'errors',
    );
  }
}

function copyOf({ bytes, alpha }: SplitPicture): SplitPicture {
  return alpha ? { bytes: bytes.slice(), alpha: alpha.slice() } : { bytes: bytes.slice() };
}

/** Damage shows at any size. */
const SIZE = { width: 16, height: 16 };

/**
 * Decodes frames for nothing but to see whether all of them can be.
 *
 * @throws {InputError} at the first that cannot, or that FFmpeg reports errors in; else as {@link decodeFrames}
 */
export async function checkDecoding(
  info: VideoInfo,
  options: Pick<DecodeOptions, 'selection' | 'signal' | 'timeoutSeconds'>,
): Promise<void> {
  for await (const { concealed, time } of decodeFrames(info, { ...options, ...SIZE, strict: true })) {
    if (concealed) throw undecodable(info, time);
  }
}

/** What stops a strict job. */
function undecodable(info: VideoInfo, time: number): InputError {
  return new InputError(
    `The frame at ${time.toFixed(3)} s of \`${info.path}\` cannot be decoded: without \`--strict\`, a copy of a neighbouring frame is used instead`,
  );
}
