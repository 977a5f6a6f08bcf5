import { spawnSync } from 'node:child_process';
import { renderScene } from '../../../fixtures/scene.js';
import { imageToRgb24 } from '../../../src/image.js';
import { findBinary } from '../../../src/media/ffmpeg/binaries.js';
import { makeRawClip } from '../../media/clips.js';

/** Rows of the bars above and below. */
const bar = 8;

/** Raw frames of shots of so many frames each, between letterbox bars; the last frame of each is held once. */
function shotFrames(lengths: readonly number[], width: number, height: number): Buffer[] {
  return lengths.flatMap((frames, shot) => {
    const scene = renderScene({ width, height: height - 2 * bar, frames: frames - 1, seed: 20 + 3 * shot });
    const pictures = scene.frames.map((image) => {
      const bars = Buffer.alloc(3 * width * bar);
      return Buffer.concat([bars, imageToRgb24(image), bars]);
    });
    return [...pictures, pictures.at(-1) as Buffer];
  });
}

/** Writes a clip of shots of so many frames each, losslessly. */
export function writeShots(path: string, lengths: readonly number[], side = 64): string {
  const format = { pixelFormat: 'rgb24', size: `${side}x${side}` };
  return makeRawClip(path, Buffer.concat(shotFrames(lengths, side, side)), format);
}

/** Time and digest of every packet of a file, of all streams. */
export function packetHashes(path: string): string {
  const args = ['-v', 'error', '-i', `file:${path}`, '-map', '0', '-c', 'copy', '-f', 'framemd5', '-'];
  const { stdout, stderr } = spawnSync(findBinary('ffmpeg').path, args, { encoding: 'utf8' });
  if (stdout === '') throw new Error(stderr);
  return stdout;
}
