import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { environmentFor, findBinary } from '../../src/media/ffmpeg/binaries.js';

/** A folder that is removed when the test file ends. */
export function scratchFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'nst-test-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Runs FFmpeg to make a clip; `-y` and quietness are added. Returns the path, which is its last argument. */
export function makeClip(path: string, ...args: string[]): string {
  const all = ['-v', 'error', '-y', ...args, `file:${path}`];
  const { status, stderr } = spawnSync(findBinary('ffmpeg').path, all, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`FFmpeg could not make ${path}: ${stderr}`);
  return path;
}

/** Makes a clip of raw frames, losslessly (FFV1 in Matroska, or as `codec` says). */
export function makeRawClip(
  path: string,
  frames: Uint8Array,
  format: { readonly pixelFormat: string; readonly size: string; readonly rate?: string },
  ...codec: string[]
): string {
  const { pixelFormat, size, rate = '25' } = format;
  const input = ['-f', 'rawvideo', '-pixel_format', pixelFormat, '-video_size', size, '-framerate', rate];
  const args = [
    '-v',
    'error',
    '-y',
    ...input,
    '-i',
    'pipe:0',
    ...(codec.length > 0 ? codec : ['-c:v', 'ffv1']),
  ];
  const { status, stderr } = spawnSync(findBinary('ffmpeg').path, [...args, `file:${path}`], {
    input: frames,
  });
  if (status !== 0) throw new Error(`FFmpeg could not make ${path}: ${stderr}`);
  return path;
}

/** Arguments for a moving test picture. */
export function picture(seconds: number, rate = '25', size = '64x48'): string[] {
  return ['-f', 'lavfi', '-i', `testsrc=s=${size}:r=${rate}:d=${seconds}`];
}

/** Arguments for a tone. */
export function tone(seconds: number, rate = 48000): string[] {
  return ['-f', 'lavfi', '-i', `sine=f=440:r=${rate}:d=${seconds}`];
}

/** Fast x264 settings. */
export const X264 = ['-c:v', 'libx264', '-preset', 'ultrafast', '-g', '12', '-pix_fmt', 'yuv420p'];

/** One packet as ffprobe sees it. */
export interface Packet {
  /** Seconds. */
  readonly time: number;
  readonly hash: string;
  readonly flags: string;
  /** Bytes. */
  readonly size: number;
}

/** The packets of a stream such as `a:0`, in the order of the file. */
export function packets(path: string, stream: string): Packet[] {
  const args = ['-v', 'error', '-select_streams', stream, '-show_packets', '-show_data_hash', 'md5'];
  const binary = findBinary('ffprobe');
  const out = spawnSync(
    binary.path,
    [...args, '-show_entries', 'packet=pts_time,data_hash,flags,size', '-of', 'json', '-i', `file:${path}`],
    { encoding: 'utf8', maxBuffer: 2 ** 28, env: environmentFor(binary) },
  );
  const found = JSON.parse(out.stdout) as {
    packets: { pts_time: string; data_hash: string; flags: string; size: string }[];
  };
  return found.packets.map((packet) => ({
    time: Number(packet.pts_time),
    hash: packet.data_hash,
    flags: packet.flags,
    size: Number(packet.size),
  }));
}

/** Pids of all processes whose command line contains the text. Linux only; elsewhere none. */
export function processesWith(text: string): string[] {
  if (process.platform !== 'linux') return [];
  const { stdout } = spawnSync('ps', ['-eo', 'pid=,stat=,args='], { encoding: 'utf8' });
  return stdout
    .split('\n')
    .filter((line) => line.includes(text) && !/^\s*\d+\s+Z/.test(line))
    .map((line) => line.trim().split(/\s+/)[0] as string);
}

/** Real clips that are not part of the project, or `undefined` where they are not here. */
export function sharedData(): string | undefined {
  const folder = fileURLToPath(new URL('../../../../shared/data', import.meta.url));
  return existsSync(join(folder, 'clips')) ? folder : undefined;
}
