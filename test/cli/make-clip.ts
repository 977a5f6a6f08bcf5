import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { findBinary } from '../../src/media/ffmpeg/binaries.js';

const run = promisify(execFile);

/** Frames, rate and seconds of the clips that `makeClip` writes. */
export const clipFacts = { frames: 6, rate: '24000/1001', width: 96, height: 64 };

/** Writes a small moving test picture with a tone, as H.264 and AAC. */
export async function makeClip(path: string, frames = clipFacts.frames): Promise<void> {
  const { rate, width, height } = clipFacts;
  const [num = 0, den = 1] = rate.split('/').map(Number);
  const seconds = ((frames * den) / num).toFixed(6);
  // Half a frame less: the last one begins before it.
  const pictures = (((frames - 0.5) * den) / num).toFixed(6);
  await run(findBinary('ffmpeg').path, [
    ...[
      '-v',
      'error',
      '-y',
      '-f',
      'lavfi',
      '-i',
      `testsrc2=size=${width}x${height}:rate=${rate}:duration=${pictures}`,
    ],
    ...['-f', 'lavfi', '-i', `sine=frequency=440:sample_rate=44100:duration=${seconds}`],
    ...['-pix_fmt', 'yuv420p', '-c:v', 'libx264', '-c:a', 'aac'],
    `file:${path}`,
  ]);
}

/** Writes a tone without a picture. */
export async function makeSound(path: string): Promise<void> {
  const input = ['-f', 'lavfi', '-i', 'sine=frequency=440:duration=0.5', '-c:a', 'aac'];
  await run(findBinary('ffmpeg').path, ['-v', 'error', '-y', ...input, `file:${path}`]);
}

/** The MD5 of each packet of the sound, in order. */
export async function soundHashes(path: string): Promise<string[]> {
  const args = ['-v', 'error', '-i', `file:${path}`, '-map', '0:a', '-c', 'copy', '-f', 'framemd5', '-'];
  const { stdout } = await run(findBinary('ffmpeg').path, args);
  const lines = stdout.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return lines.map((line) => line.split(',')[5]?.trim() ?? '');
}

/** What ffprobe says of the picture stream, its frames counted by decoding. */
export async function pictureFacts(path: string): Promise<Record<string, string | number>> {
  const wanted = 'stream=codec_name,pix_fmt,width,height,r_frame_rate,nb_read_frames';
  const args = [
    '-v',
    'error',
    '-count_frames',
    '-select_streams',
    'v',
    '-show_entries',
    wanted,
    '-of',
    'json',
  ];
  const { stdout } = await run(findBinary('ffprobe').path, [...args, `file:${path}`]);
  return (JSON.parse(stdout) as { streams: Record<string, string | number>[] }).streams[0] ?? {};
}
