import { startFfmpeg } from '../media/ffmpeg.js';
import type { VideoInfo, VideoStreamInfo } from '../media/info.js';
import { readNut } from '../media/nut-reader.js';
import type { FrameSelection } from '../media/selection.js';
import { watched } from '../media/watchdog.js';
import { type SplitPicture, splitAlpha } from './alpha.js';
import { decodeCommand } from './command.js';
import type { Size } from './size.js';
import { toneMapper } from './tone-map.js';

/**
 * Decoded pictures with their places in the selection. Places ascend, some may be left out.
 *
 * @param patience seconds that FFmpeg may keep us waiting
 */
export async function* ffmpegFrames(
  info: VideoInfo,
  selection: FrameSelection,
  size: Size,
  patience: number,
  signal: AbortSignal | undefined,
): AsyncGenerator<{ place: number; picture: SplitPicture }, void, void> {
  const unpack = unpacker(info.video);
  for (const seek of [true, false]) {
    const { command, offset, seeks } = await decodeCommand(info, selection, size, seek);
    await using ffmpeg = await startFfmpeg(command, signal);
    const delivered = watched(ffmpeg.stdout as AsyncIterable<Uint8Array>, {
      ...{ child: ffmpeg, name: 'FFmpeg', what: 'delivered nothing', patience },
    });
    let place = 0;
    let missedStart = false;
    try {
      for await (const { ticks, timeBase, bytes } of readNut(delivered)) {
        const { num, den } = info.video.timeBase;
        const time = Math.round((ticks * timeBase.num * den) / (timeBase.den * num)) + offset;
        const found = nearestPlace(info.video.ticks, selection, time, place);
        if (found === undefined) continue;
        missedStart = seeks && place === 0 && found > 0;
        if (missedStart) break; // the container's seeking is not to be trusted: from the beginning, then
        yield { place: found, picture: unpack(bytes) };
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

/** From what FFmpeg delivers to a picture. */
function unpacker({ toneMapping, hasAlpha }: VideoStreamInfo): (bytes: Uint8Array) => SplitPicture {
  if (toneMapping) {
    const map = toneMapper(toneMapping);
    return (bytes) => ({ bytes: map(bytes) });
  }
  return hasAlpha ? (bytes) => splitAlpha(bytes, 'multiplied') : (bytes) => ({ bytes });
}
