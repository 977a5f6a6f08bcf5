import { once } from 'node:events';
import { decodeFrames } from '../decode/frames/frames.js';
import { fitSize } from '../decode/size.js';
import { type FfmpegProcess, startFfmpeg } from '../media/ffmpeg/ffmpeg.js';
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
  const from = clip.time(first, job.folderRate);
  const audio = sound && clip.info !== null && clip.info.audio.length > 0 ? clip.info : null;
  const begin = clip.info ? frameTime(clip.info, clip.info.video.ticks[first] as number) : 0;
  await using ffmpeg = await startFfmpeg(
    {
      inputs: [
        { source: 'pipe:0', options: ['-f', 'nut'] },
        ...(audio ? [{ source: fileUrl(audio.path), options: ['-ss', begin.toFixed(6)] }] : []),
      ],
      outputOptions: [
        ...['-map', '0:v', ...(audio ? ['-map', '1:a:0', '-c:a', 'aac', '-b:a', '160k', '-shortest'] : [])],
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
  const write = async (bytes: Uint8Array) => {
    if (!ffmpeg.stdin.write(bytes)) await drained(ffmpeg);
  };
  await write(nutHeader({ ...size, timeBase }));
  let place = first;
  for await (const bytes of framesOf(job, size)) {
    const ticks = Math.round((clip.time(place++, job.folderRate) - from) * timeBase.den);
    await write(nutFrameHeader(ticks, bytes.length));
    await write(bytes);
  }
  ffmpeg.stdin.end();
  await ffmpeg.done;
}

async function* framesOf(
  { clip, first, last, signal }: CopyJob,
  size: { readonly width: number; readonly height: number },
): AsyncGenerator<Uint8Array, void, undefined> {
  if (clip.info === null) {
    yield* clip.frames({ first, last }, size, { signal });
    return;
  }
  const start = frameTime(clip.info, clip.info.video.ticks[first] as number);
  let left = last - first + 1;
  for await (const { bytes } of decodeFrames(clip.info, { start, ...size, ...(signal ? { signal } : {}) })) {
    yield bytes;
    if (--left === 0) return;
  }
}

/** Waits until FFmpeg takes more; where it has died instead, throws why. */
async function drained(ffmpeg: FfmpegProcess): Promise<void> {
  await Promise.race([once(ffmpeg.stdin, 'drain'), ffmpeg.done]);
  if (ffmpeg.ended) await ffmpeg.done;
}
