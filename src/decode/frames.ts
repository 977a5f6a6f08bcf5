import { InputError } from '../errors.js';
import { startFfmpeg } from '../media/ffmpeg.js';
import { frameTime, type VideoInfo, type VideoStreamInfo } from '../media/info.js';
import { readNut } from '../media/nut-reader.js';
import { type FrameSelection, selectFrames, type TimeRange } from '../media/selection.js';
import { type SplitPicture, splitAlpha } from './alpha.js';
import { decodeCommand } from './command.js';
import type { Size } from './size.js';
import { toneMapper } from './tone-map.js';

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

/** Settings of {@link decodeFrames}. */
export interface DecodeOptions extends TimeRange, Size {
  /** The frames themselves, where they are known already; then no times are looked at. */
  readonly selection?: FrameSelection;
  readonly signal?: AbortSignal;
  /** Hears, once at the end, of frames that could not be decoded. */
  readonly onNotice?: (text: string) => void;
}

/**
 * Decodes the frames of a clip, or of the given part of it, one after the
 * other: as many as `probe` has announced, at the times that it has announced.
 * Where the clip is damaged and a frame is missing, the one before it stands
 * in and says so, and `onNotice` hears of it. FFmpeg waits while the consumer does; leaving
 * the loop ends it.
 *
 * @throws {InputError} where the part has no frame or none can be decoded,
 *   {@link FfmpegError} where FFmpeg fails. Rejects with `signal.reason` on abort.
 */
export async function* decodeFrames(
  info: VideoInfo,
  { width, height, signal, onNotice, selection: given, ...range }: DecodeOptions,
): AsyncGenerator<DecodedFrame, void, void> {
  const selection = given ?? selectFrames(info, range);
  const { ticks } = info.video;
  let index = 0;
  let missing = 0;
  const unpack = unpacker(info.video);
  let last: SplitPicture | undefined;
  const next = (picture: SplitPicture, concealed: boolean): DecodedFrame => {
    const at = ticks[selection.first + index] as number;
    if (concealed) missing++;
    return { index: index++, ticks: at, time: frameTime(info, at), ...picture, concealed };
  };
  for await (const { place, bytes } of placedFrames(info, selection, { width, height }, signal)) {
    const picture = unpack(bytes);
    while (index < place) yield next(copyOf(last ?? picture), true);
    last = copyOf(picture); // the consumer owns what it gets, and may change it
    yield next(picture, false);
    if (index === selection.count) break;
  }
  if (!last) throw new InputError(`No frame of \`${info.path}\` could be decoded: the file is damaged`);
  while (index < selection.count) yield next(copyOf(last), true);
  if (missing > 0) {
    onNotice?.(
      `The clip is damaged: ${missing} of ${selection.count} frames could not be decoded and repeat their neighbour.`,
    );
  }
}

/** From what FFmpeg delivers to what we yield. */
function unpacker({ toneMapping, hasAlpha }: VideoStreamInfo): (bytes: Uint8Array) => SplitPicture {
  if (toneMapping) {
    const map = toneMapper(toneMapping);
    return (bytes) => ({ bytes: map(bytes) });
  }
  return hasAlpha ? splitAlpha : (bytes) => ({ bytes });
}

function copyOf({ bytes, alpha }: SplitPicture): SplitPicture {
  return alpha ? { bytes: bytes.slice(), alpha: alpha.slice() } : { bytes: bytes.slice() };
}

/** Decoded bytes with their place in the selection. Places ascend, some may be left out. */
async function* placedFrames(
  info: VideoInfo,
  selection: FrameSelection,
  size: Size,
  signal: AbortSignal | undefined,
): AsyncGenerator<{ place: number; bytes: Uint8Array }, void, void> {
  for (const seek of [true, false]) {
    const { command, offset, seeks } = await decodeCommand(info, selection, size, seek);
    await using ffmpeg = await startFfmpeg(command, signal);
    let place = 0;
    let missedStart = false;
    try {
      for await (const { ticks, timeBase, bytes } of readNut(ffmpeg.stdout)) {
        const { num, den } = info.video.timeBase;
        const time = Math.round((ticks * timeBase.num * den) / (timeBase.den * num)) + offset;
        const found = nearestPlace(info.video.ticks, selection, time, place);
        if (found === undefined) continue;
        missedStart = seeks && place === 0 && found > 0;
        if (missedStart) break; // the container's seeking is not to be trusted: from the beginning, then
        yield { place: found, bytes };
        place = found + 1;
        if (place === selection.count) return;
      }
    } catch (error) {
      await ffmpeg.done; // knows better why the stream broke off
      throw error;
    }
    if (missedStart) continue;
    await ffmpeg.done;
    if (place > 0 || !seeks) return;
  }
}

/** The place, from `from` on, whose frame is nearest in time; none for times that belong to frames before or after. */
function nearestPlace(
  ticks: Float64Array,
  { first, count }: FrameSelection,
  time: number,
  from: number,
): number | undefined {
  const distance = (place: number): number =>
    Math.abs((ticks[first + place] ?? Number.POSITIVE_INFINITY) - time);
  if (distance(from - 1) < distance(from)) return undefined;
  let place = from;
  while (place + 1 < count && distance(place + 1) <= distance(place)) place++;
  return distance(place + 1) < distance(place) ? undefined : place;
}
