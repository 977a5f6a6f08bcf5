import { spawnSync } from 'node:child_process';
import { decodeFrames } from '../../src/decode/frames/frames.js';
import { probe } from '../../src/decode/probe/probe.js';
import { type EncoderOptions, openEncoder } from '../../src/encode/encoder.js';
import type { EncodeResult } from '../../src/encode/picture/frame-encoder.js';
import { findBinary } from '../../src/media/ffmpeg/binaries.js';
import { frameTime, type VideoInfo } from '../../src/media/info.js';
import { selectOutput } from '../../src/media/time/resampled.js';
import type { TimeRange } from '../../src/media/time/selection.js';
import { packets } from '../media/clips.js';

/** Probes what must be a clip. */
export async function probeVideo(path: string): Promise<VideoInfo> {
  const info = await probe(path);
  if (info.kind !== 'video') throw new Error(`${path} is a picture`);
  return info;
}

/** Decodes a clip, or a part of it, and encodes it again. */
export async function transcode(
  source: VideoInfo,
  output: string,
  {
    start,
    duration,
    fps = 'source',
    ...options
  }: Partial<EncoderOptions> & TimeRange & { fps?: string | number } = {},
): Promise<EncodeResult> {
  const range = { ...(start !== undefined && { start }), ...(duration !== undefined && { duration }) };
  const size = { width: options.width ?? source.video.width, height: options.height ?? source.video.height };
  const selection = selectOutput(source, { ...range, fps });
  await using encoder = await openEncoder({ output, source, selection, ...size, ...options });
  for await (const { bytes, alpha } of decodeFrames(source, { ...size, selection })) {
    await encoder.write(bytes, alpha);
  }
  return await encoder.finish();
}

/** Seconds from the first picture to each sound packet, with the packet's hash. */
export function soundFromPicture(info: VideoInfo, stream: number): { time: number; hash: string }[] {
  const first = frameTime(info, info.video.ticks[0] as number) + info.startTime;
  return packets(info.path, `a:${stream}`).map(({ time, hash }) => ({ time: time - first, hash }));
}

/**
 * When, in seconds from the first picture *as a player shows it*, the sound of
 * a stream first gets loud. Edit lists and encoder delays are honoured.
 */
export function firstClick(info: VideoInfo, stream = 0): number {
  const filter = 'aresample=async=1:min_hard_comp=0.001:first_pts=0,aformat=s16:48000:mono';
  const { stdout } = spawnSync(
    findBinary('ffmpeg').path,
    ['-v', 'error', '-i', `file:${info.path}`, '-map', `0:a:${stream}`, '-af', filter, '-f', 's16le', '-'],
    { maxBuffer: 2 ** 28 },
  );
  const samples = new Int16Array(stdout.buffer, stdout.byteOffset, stdout.length >> 1);
  const first = samples.findIndex((sample) => Math.abs(sample) > 4000);
  return first / 48000 - frameTime(info, info.video.ticks[0] as number);
}
