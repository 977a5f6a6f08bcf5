import { pipeline } from 'node:stream/promises';
import { decodeFrames } from '../decode/frames/frames.js';
import { fitSize } from '../decode/size.js';
import { NstError } from '../errors.js';
import { startFfmpeg } from '../media/ffmpeg/ffmpeg.js';
import { fileUrl } from '../media/ffmpeg/input-guard.js';
import { keepTimesOptions } from '../media/ffmpeg/version.js';
import { frameTime } from '../media/info.js';
import { nutFrameHeader, nutHeader } from '../media/nut/writer.js';
import type { ClipSource } from '../metrics/align/clip-source.js';

/** Longest side of a copy: as large as a page shows it. */
const longestSide = 1280;
/** Frames from one key frame to the next: few, so that any frame is reached at once. */
const keyFrameDistance = 12;
/** Ticks of a second. */
const timeBase = { num: 1, den: 90_000 };

interface Size {
  readonly width: number;
  readonly height: number;
}

/** What is copied, and where to. */
export interface CopyJob {
  readonly clip: ClipSource;
  /** Frames `first` … `last`, both included. */
  readonly first: number;
  readonly last: number;
  /** Path of the MP4 to write. */
  readonly path: string;
  /** Where nothing else says it, the rate of a folder of pictures. */
  readonly folderRate: { readonly num: number; readonly den: number };
  readonly sound: boolean;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Writes a copy of a clip that any browser plays and seeks in at once: H.264,
 * 8 bits, at most 1280 pixels, the same frames at the same distances.
 *
 * @throws {FfmpegError} where FFmpeg fails, lacks libx264 for example
 */
export async function writeCopy(job: CopyJob): Promise<void> {
  const { clip, first, path, sound, signal } = job;
  const fitted = fitSize(clip, longestSide);
  const even = (side: number) => Math.max(2, side - (side % 2));
  const size = { width: even(fitted.width), height: even(fitted.height) };
  const audio = sound && clip.info !== null && clip.info.audio.length > 0 ? clip.info : null;
  const begin = clip.info ? frameTime(clip.info, clip.info.video.ticks[first] as number) : 0;
  const frames = { source: 'pipe:0', options: ['-f', 'nut'] };
  const soundOf = ({ path }: { readonly path: string }) => ({
    source: fileUrl(path),
    options: ['-ss', begin.toFixed(6)],
  });
  const audioOptions = audio ? ['-map', '1:a:0', '-c:a', 'aac', '-b:a', '160k', '-shortest'] : [];
  await using ffmpeg = await startFfmpeg(
    {
      inputs: audio ? [frames, soundOf(audio)] : [frames],
      outputOptions: [
        ...['-map', '0:v'],
        ...audioOptions,
        ...['-vf', 'scale=out_color_matrix=bt709:out_range=tv,format=yuv420p'],
        ...['-colorspace', 'bt709', '-color_primaries', 'bt709', '-color_trc', 'bt709', '-color_range', 'tv'],
        ...['-c:v', 'libx264', '-preset', 'veryfast', '-crf', '17', '-bf', '0'],
        ...['-g', String(keyFrameDistance), ...(await keepTimesOptions())],
        ...['-f', 'mp4', '-movflags', '+faststart'],
      ],
      output: path,
    },
    signal,
  );
  await pipeline(packetsOf(job, size), ffmpeg.stdin).catch(async (error: unknown) => {
    // Where FFmpeg has died, its pipe breaks first: it is FFmpeg that says why.
    if (!(error instanceof NstError)) await ffmpeg.done;
    throw error;
  });
  await ffmpeg.done;
}

/** The frames, each with its time, in NUT. */
async function* packetsOf(job: CopyJob, size: Size): AsyncGenerator<Uint8Array, void, undefined> {
  const { clip, first, folderRate } = job;
  yield nutHeader({ ...size, timeBase });
  const from = clip.time(first, folderRate);
  let place = first;
  for await (const bytes of framesOf(job, size)) {
    const ticks = Math.round((clip.time(place++, folderRate) - from) * timeBase.den);
    yield nutFrameHeader(ticks, bytes.length);
    yield bytes;
  }
}

async function* framesOf(
  { clip, first, last, signal }: CopyJob,
  size: Size,
): AsyncGenerator<Uint8Array, void, undefined> {
  if (clip.info === null) {
    yield* clip.frames({ first, last }, size, { signal });
    return;
  }
  const start = frameTime(clip.info, clip.info.video.ticks[first] as number);
  let left = last - first + 1;
  for await (const { bytes } of decodeFrames(clip.info, { start, ...size, signal })) {
    yield bytes;
    if (--left === 0) return;
  }
}
