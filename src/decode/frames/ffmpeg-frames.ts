import { startFfmpeg } from '../../media/ffmpeg/ffmpeg.js';
import { explained, waitFor, watched } from '../../media/ffmpeg/watchdog.js';
import type { VideoInfo, VideoStreamInfo } from '../../media/info.js';
import { readNut } from '../../media/nut/reader.js';
import type { FrameSelection } from '../../media/time/selection.js';
import type { Size } from '../size.js';
import { type SplitPicture, splitAlpha } from './alpha.js';
import { decodeCommand } from './command.js';
import { DecodeLog, type SizeChange } from './decode-log.js';
import { toneMapper } from './tone-map.js';

/** Settings of {@link ffmpegFrames}. */
interface FfmpegFramesOptions {
  /** Seconds that FFmpeg may keep us waiting. */
  readonly timeoutSeconds: number;
  /** Called whenever the decoder has said so: errors so far in what is wanted. */
  onErrors(errors: number): void;
  /** Called for every picture whose stored size is not that of the one before. */
  onSizeChange(change: SizeChange): void;
  readonly signal: AbortSignal | undefined;
}

/**
 * Decoded pictures with their index in the selection. Indices ascend, some may
 * be left out. Where the first is missing, the picture before the selection
 * comes first, with the index −1. The last is held back until FFmpeg has ended:
 * only then has it said all that it has to say.
 */
export async function* ffmpegFrames(
  info: VideoInfo,
  selection: FrameSelection,
  size: Size,
  { timeoutSeconds, onErrors, onSizeChange, signal }: FfmpegFramesOptions,
): AsyncGenerator<{ index: number; picture: SplitPicture }, void, void> {
  const unpack = unpacker(info.video);
  const { num, den } = info.video.timeBase;
  const begin = info.video.ticks[selection.first] as number;
  for (const way of selection.first > 0 ? WAYS : WAYS.slice(-1)) {
    let next = 0;
    let final: SplitPicture | undefined;
    let before: Uint8Array | undefined;
    const { command, offset } = await decodeCommand(info, selection, size, way);
    const { codedWidth, codedHeight, beginsLate } = info.video;
    const stored = { width: codedWidth, height: codedHeight };
    const log = new DecodeLog(stored, selection.first > 0 || beginsLate);
    let told = 0;
    const tell = (): void => {
      for (const change of log.takeChanges()) onSizeChange(change);
      if (log.errors > told) onErrors(log.errors);
      told = log.errors;
    };
    await using ffmpeg = await startFfmpeg({ ...command, onLine: (line) => log.hear(line) }, signal);
    const waiting = { child: ffmpeg, what: 'produced no output', timeoutSeconds };
    const delivered = watched(ffmpeg.stdout as AsyncIterable<Uint8Array>, waiting);
    for await (const { ticks, timeBase, bytes } of explained(readNut(delivered), ffmpeg)) {
      if (final) continue;
      const time = Math.round((ticks * timeBase.num * den) / (timeBase.den * num)) + offset;
      const found = nearestIndex(info.video.ticks, selection, time, next);
      if (found === undefined) {
        if (time < begin) before = bytes;
        continue;
      }
      if (next === 0 && found > 0) {
        if (way !== 'whole') break;
        if (before) yield { index: -1, picture: unpack(before) };
      }
      if (found === selection.count - 1) final = unpack(bytes);
      else {
        tell();
        yield { index: found, picture: unpack(bytes) };
      }
      next = found + 1;
    }
    if (next > 0) {
      await waitFor(ffmpeg.done, waiting).catch((error) => {
        if (!final || signal?.aborted) throw error;
      });
      tell();
      if (final) yield { index: next - 1, picture: final };
      return;
    }
    if (way !== 'whole') continue;
    await waitFor(ffmpeg.done, waiting);
    if (before) yield { index: -1, picture: unpack(before) };
  }
}

/**
 * How to get at the first frame, the quickest way first: from a key frame
 * before it; from the beginning, as not every container can be trusted to
 * seek; and where it is missing, with all frames before it delivered too.
 */
const WAYS = ['seek', 'trim', 'whole'] as const;

/** The index, from `from` on, whose frame is nearest in time; none for times that belong to frames before or after. */
function nearestIndex(
  ticks: Float64Array,
  { first, count }: FrameSelection,
  time: number,
  from: number,
): number | undefined {
  const distance = (index: number): number =>
    Math.abs((ticks[first + index] ?? Number.POSITIVE_INFINITY) - time);
  if (distance(from - 1) < distance(from)) return undefined;
  let index = from;
  while (index + 1 < count && distance(index + 1) <= distance(index)) index++;
  return distance(index + 1) < distance(index) ? undefined : index;
}

/** From what FFmpeg delivers to a picture. */
function unpacker({ toneMapping, hasAlpha }: VideoStreamInfo): (bytes: Uint8Array) => SplitPicture {
  if (toneMapping) {
    const map = toneMapper(toneMapping);
    return (bytes) => ({ bytes: map(bytes) });
  }
  return hasAlpha ? (bytes) => splitAlpha(bytes, 'multiplied') : (bytes) => ({ bytes });
}
