import { startFfmpeg } from '../media/ffmpeg.js';
import type { VideoInfo, VideoStreamInfo } from '../media/info.js';
import { readNut } from '../media/nut-reader.js';
import type { FrameSelection } from '../media/selection.js';
import { watched } from '../media/watchdog.js';
import { type SplitPicture, splitAlpha } from './alpha.js';
import { decodeCommand } from './command.js';
import type { Size } from './size.js';
import { toneMapper } from './tone-map.js';

/** Settings of {@link ffmpegFrames}. */
interface FfmpegFramesOptions {
  /** Seconds that FFmpeg may keep us waiting. */
  readonly patience: number;
  /** Called once if the decoder mended damaged frames by itself. */
  onMended(): void;
  readonly signal: AbortSignal | undefined;
}

/** What decoders say of frames in which they made up what they could not read. */
const MENDED = /corrupt decoded frame|error while decoding|damaged at|concealing \d|invalid data found/i;

/**
 * Decoded pictures with their places in the selection. Places ascend, some may
 * be left out. Where the first is missing, the picture before the selection
 * comes first, with the place −1.
 */
export async function* ffmpegFrames(
  info: VideoInfo,
  selection: FrameSelection,
  size: Size,
  { patience, onMended, signal }: FfmpegFramesOptions,
): AsyncGenerator<{ place: number; picture: SplitPicture }, void, void> {
  const unpack = unpacker(info.video);
  const { num, den } = info.video.timeBase;
  const begin = info.video.ticks[selection.first] as number;
  const end = info.video.ticks[selection.first + selection.count] ?? Number.POSITIVE_INFINITY;
  for (const way of selection.first > 0 ? WAYS : WAYS.slice(-1)) {
    let place = 0;
    let passed = false;
    let before: Uint8Array | undefined;
    const { command, offset } = await decodeCommand(info, selection, size, way);
    await using ffmpeg = await startFfmpeg(command, signal);
    const delivered = watched(ffmpeg.stdout as AsyncIterable<Uint8Array>, {
      ...{ child: ffmpeg, name: 'FFmpeg', what: 'delivered nothing', patience },
    });
    try {
      for await (const { ticks, timeBase, bytes } of readNut(delivered)) {
        const time = Math.round((ticks * timeBase.num * den) / (timeBase.den * num)) + offset;
        const found = nearestPlace(info.video.ticks, selection, time, place);
        if (found === undefined) {
          if (time < begin) before = bytes;
          else if (time >= end) {
            passed = true;
            break;
          }
          continue;
        }
        if (place === 0 && found > 0) {
          if (way !== 'whole') break;
          if (before) yield { place: -1, picture: unpack(before) };
        }
        yield { place: found, picture: unpack(bytes) };
        place = found + 1;
        if (place === selection.count) break;
      }
    } catch (error) {
      await ffmpeg.done; // knows better why the stream broke off
      throw error;
    }
    if (place > 0) {
      if (place < selection.count) await ffmpeg.done;
      if (MENDED.test(ffmpeg.stderr())) onMended();
      return;
    }
    if (way !== 'whole') continue;
    if (!passed) await ffmpeg.done;
    if (before) yield { place: -1, picture: unpack(before) };
  }
}

/**
 * How to get at the first frame, the quickest way first: from a key frame
 * before it; from the beginning, as not every container can be trusted to
 * seek; and where it is missing, with all frames before it delivered too.
 */
const WAYS = ['seek', 'trim', 'whole'] as const;

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

/** From what FFmpeg delivers to a picture. */
function unpacker({ toneMapping, hasAlpha }: VideoStreamInfo): (bytes: Uint8Array) => SplitPicture {
  if (toneMapping) {
    const map = toneMapper(toneMapping);
    return (bytes) => ({ bytes: map(bytes) });
  }
  return hasAlpha ? (bytes) => splitAlpha(bytes, 'multiplied') : (bytes) => ({ bytes });
}
