import { matrixOf } from '../media/colour.js';
import { fileUrl, protocolOptions, startFfmpeg } from '../media/ffmpeg.js';
import { isUrl } from '../media/ffprobe.js';
import { frameTime, type VideoInfo } from '../media/info.js';
import { type FrameSelection, selectFrames, type TimeRange } from '../media/selection.js';
import { orientationFilters } from './orientation.js';

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
}

/** Settings of {@link decodeFrames}. */
export interface DecodeOptions extends TimeRange {
  /** Size of the frames, any; see `fitSize`. */
  readonly width: number;
  readonly height: number;
  readonly signal?: AbortSignal;
  /** Hears of frames that could not be decoded. */
  readonly onNotice?: (text: string) => void;
}

/**
 * Decodes the frames of a clip, or of the given part of it, one after the
 * other. FFmpeg waits while the consumer does; leaving the loop ends it.
 *
 * @throws {InputError} where the part has no frames, {@link FfmpegError} where
 *   decoding fails. Rejects with `signal.reason` on abort.
 */
export async function* decodeFrames(
  info: VideoInfo,
  { width, height, signal, start, duration, onNotice }: DecodeOptions,
): AsyncGenerator<DecodedFrame, void, void> {
  const selection = selectFrames(info, {
    ...(start !== undefined && { start }),
    ...(duration !== undefined && { duration }),
  });
  await using ffmpeg = await startFfmpeg(decodeCommand(info, selection, width, height), signal);
  const size = 3 * width * height;
  let frame = new Uint8Array(size);
  let filled = 0;
  let index = 0;
  try {
    for await (const chunk of ffmpeg.stdout as AsyncIterable<Uint8Array>) {
      for (let at = 0; at < chunk.length; ) {
        const part = chunk.subarray(at, at + size - filled);
        frame.set(part, filled);
        filled += part.length;
        at += part.length;
        if (filled < size) continue;
        const ticks = info.video.ticks[selection.first + index] ?? 0;
        yield { index, ticks, time: frameTime(info, ticks), bytes: frame };
        frame = new Uint8Array(size);
        filled = 0;
        if (++index === selection.count) return;
      }
    }
  } catch (error) {
    if (!signal?.aborted) throw error;
  }
  await ffmpeg.done;
  onNotice?.(`${selection.count - index} frames could not be decoded`);
}

function decodeCommand(info: VideoInfo, { first, count }: FrameSelection, width: number, height: number) {
  const { video, path, allowUrl } = info;
  const seconds = (ticks: number): number => (ticks * video.timeBase.num) / video.timeBase.den;
  const tickOf = (i: number): number => video.ticks[i] as number;
  const from = tickOf(first);
  const key = video.keyTicks.findLast((ticks) => ticks <= from);
  const seek =
    first > 0 && key !== undefined && key > tickOf(0)
      ? ['-seek_timestamp', '1', '-ss', String(seconds(key))]
      : [];
  const before = first > 0 ? (tickOf(first - 1) + from) / 2 : from - 1;
  const trim = `trim=start=${seconds(before).toFixed(6)}`;
  const yuv = video.chroma !== 'rgb';
  const scale = [
    `scale=${width}:${height}:flags=bicubic+accurate_rnd+full_chroma_int+full_chroma_inp`,
    ...(yuv ? [`in_color_matrix=${matrixOf(video.colour, video.codedWidth, video.codedHeight)}`] : []),
    ...(yuv ? [`in_range=${video.colour.range === 'full' ? 'pc' : 'tv'}`, 'out_range=pc'] : []),
  ].join(':');
  const filters = [
    ...(first > 0 ? [trim] : []),
    ...orientationFilters(video.orientation),
    scale,
    'format=rgb24',
  ];
  return {
    inputs: [
      {
        source: allowUrl && isUrl(path) ? path : fileUrl(path),
        options: [
          '-nostdin',
          ...protocolOptions(allowUrl),
          '-noautorotate',
          '-copyts',
          ...seek,
          '-noaccurate_seek',
        ],
      },
    ],
    outputOptions: [
      ...['-map', `0:${video.index}`, '-vf', filters.join(','), '-frames:v', String(count)],
      ...['-vsync', '0', '-f', 'rawvideo'],
    ],
    output: 'pipe:1',
  };
}
