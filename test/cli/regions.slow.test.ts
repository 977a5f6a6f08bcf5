import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import sharp from 'sharp';
import { renderCut } from '../../fixtures/scene.js';
import { imageToRgb24 } from '../../src/image.js';
import { makeRawClip } from '../media/clips.js';
import { finish, killAt } from './killing.js';
import { runCli, scratchFolder, writePicture } from './run-cli.js';

const size = { width: 64, height: 48 };
const frames = 6;
const quick = ['--device', 'cpu', '--quality', 'draft', '--iterations', '3', '--region-edge', '0'];
const job = ['clip.mkv', '-s', 'style.png', ...quick];
let folder: Awaited<ReturnType<typeof scratchFolder>>;
const mask = async (name: string, inside: (x: number) => boolean) => {
  const { width, height } = size;
  const bytes = Buffer.from(Array.from({ length: width * height }, (_, p) => (inside(p % width) ? 255 : 0)));
  await sharp(bytes, { raw: { ...size, channels: 1 } })
    .png()
    .toFile(join(folder.path, name));
};

before(async () => {
  folder = await scratchFolder();
  await writePicture(join(folder.path, 'style.png'));
  await sharp(join(folder.path, 'style.png')).negate().toFile(join(folder.path, 'other.png'));
  const sources = renderCut({ ...size, frames, seed: 3 }, 4).map(imageToRgb24);
  makeRawClip(join(folder.path, 'clip.mkv'), Buffer.concat(sources), { pixelFormat: 'rgb24', size: '64x48' });
  await mask('left.png', (x) => x < 32);
  for (let i = 1; i < 3; i++) await mask(`moving-${i}.png`, (x) => x >= 8 * i && x < 8 * i + 16);
});
after(() => folder[Symbol.asyncDispose]());

test('a job with followed masks and two paintings is continued after a kill, to the same frames', async () => {
  const args = [
    ...job,
    '--region',
    'left.png@0f,moving-2.png@4f=other.png',
    '--region',
    'moving-1.png@1f=keep',
    '--preset',
    'ffv1',
  ];
  const whole = await finish([...args, '-o', 'whole.mkv'], 'whole.mkv', folder.path);
  await killAt({ frame: 2 }, [...args, '-o', 'killed.mkv'], folder.path);
  const result = await finish([...args, '-o', 'killed.mkv'], 'killed.mkv', folder.path);
  assert.match(result.stderr, /continuing after \d of 6/);
  assert.deepEqual(result.hashes, whole.hashes);
  // Another mask is another job.
  await killAt({ frame: 2 }, [...args, '-o', 'changed.mkv'], folder.path);
  await mask('moving-1.png', (x) => x < 3);
  const changed = await runCli([...args, '-o', 'changed.mkv'], { cwd: folder.path });
  await mask('moving-1.png', (x) => x >= 8 && x < 24);
  assert.equal(changed.code, 1);
  assert.match(changed.stderr, /option region: .* -> /);
});
