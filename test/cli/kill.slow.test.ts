import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { renderCut } from '../../fixtures/scene.js';
import { imageToRgb24 } from '../../src/image.js';
import { makeClip, makeRawClip } from '../media/clips.js';
import { finish, killAt, leftovers, seeded } from './killing.js';
import { scratchFolder } from './run-cli.js';

const fixture = (name: string) => fileURLToPath(new URL(`../../../fixtures/${name}`, import.meta.url));
const job = [
  ...[fixture('valley.mp4'), '--style', fixture('style-evening-wind.jpg'), '--device', 'cpu'],
  ...['--size', '64', '--quality', 'draft', '--duration', '1', '--preset', 'ffv1'],
];
const moments = 40;
let folder: Awaited<ReturnType<typeof scratchFolder>>;

before(async () => {
  folder = await scratchFolder();
});
after(() => folder[Symbol.asyncDispose]());

test(`killed at ${moments} random moments, continued: the same frames each time`, async () => {
  const began = performance.now();
  const whole = await finish([...job, '-o', 'whole.mkv'], 'whole.mkv', folder.path);
  const length = performance.now() - began;
  assert.equal(whole.hashes.length, 24);
  const random = seeded(2024);
  let continued = 0;
  for (let i = 0; i < moments; i++) {
    const output = `${i}.mkv`;
    const args = [...job, '-o', output];
    // At any time at all, or while it paints; every other job a second time while it continues.
    for (let kills = 1 + (i % 2); kills > 0; kills--) {
      const anyTime = { ms: random() * length };
      const painting = { frame: Math.floor(22 * random()), ms: 100 * random() };
      await killAt(i % 4 < 2 ? anyTime : painting, args, folder.path);
    }
    const { hashes, stderr } = await finish(i === 0 ? args : [...args, '--overwrite'], output, folder.path);
    if (/continuing after/.test(stderr)) continued++;
    assert.deepEqual(hashes, whole.hashes, `kill ${i}`);
    assert.deepEqual(await leftovers(folder.path), [], `kill ${i}`);
    await rm(join(folder.path, output));
  }
  assert.ok(continued > moments / 4, `only ${continued} kills hit a job that had painted a frame`);
});

test('the same for frames at uneven times, across a cut, held to frames further back', async () => {
  const pictures = renderCut({ width: 64, height: 48, frames: 16, seed: 5 }, 9).map(imageToRgb24);
  const format = { pixelFormat: 'rgb24', size: '64x48', rate: '30' };
  const even = makeRawClip(join(folder.path, 'even.mkv'), Buffer.concat(pictures), format);
  const uneven = ['-i', even, '-vf', "select='not(eq(mod(n,5),3))'", '-vsync', '0', '-c:v', 'ffv1'];
  makeClip(join(folder.path, 'vfr.mkv'), ...uneven);
  const uneasy = [
    ...['vfr.mkv', '--style', fixture('style-evening-wind.jpg'), '--device', 'cpu', '--quality', 'draft'],
    ...['--iterations', '4', '--long-term', '1,2,4', '--preset', 'ffv1', '--overwrite'],
  ];
  const began = performance.now();
  const whole = await finish([...uneasy, '-o', 'vfr.whole.mkv'], 'vfr.whole.mkv', folder.path);
  const length = performance.now() - began;
  assert.equal(whole.hashes.length, 13);
  const random = seeded(7);
  for (let i = 0; i < 8; i++) {
    const args = [...uneasy, '-o', 'vfr.out.mkv'];
    await killAt(i % 2 === 0 ? { frame: i + 3 } : { ms: random() * length }, args, folder.path);
    const { hashes } = await finish(args, 'vfr.out.mkv', folder.path);
    assert.deepEqual(hashes, whole.hashes, `kill ${i}`);
  }
  assert.deepEqual(await leftovers(folder.path), []);
});
