import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import ffmpeg from '@ffmpeg-installer/ffmpeg';
import { createCutDetector } from '../../src/flow/cuts.js';
import { createImage, type Image, imageFromRgb24 } from '../../src/image.js';
import { draw, texture } from './texture.js';

const scene = (offset: number, kind: 0 | 1) =>
  draw(320, 180, (x, y, c) => texture(0.8 * (x - offset), 0.8 * y, c, kind));

test('motion is no cut, another picture is, the same picture costs nothing', async () => {
  await using detector = await createCutDetector();
  const score = await detector.score(scene(0, 0), scene(7, 0));
  assert.ok(score < 0.3, `motion ${score}`);
  assert.equal(await detector.isCut(scene(0, 0), scene(7, 0)), false);
  const other = scene(0, 1);
  assert.equal(await detector.isCut(scene(0, 0), other), true);
  assert.equal(await detector.score(other, other), 0);
});

test('a flash and a step of a fade are no cuts', async () => {
  await using detector = await createCutDetector();
  const light = (image: Image, gain: number, lift: number): Image => ({
    ...image,
    data: image.data.map((value) => Math.min(1, gain * value + lift)),
  });
  assert.equal(await detector.isCut(scene(0, 0), light(scene(2, 0), 1, 0.3)), false);
  assert.equal(await detector.isCut(light(scene(0, 0), 0.1, 0), light(scene(2, 0), 0.2, 0)), false);
  assert.equal(await detector.isCut(createImage(320, 180), light(scene(2, 0), 0.03, 0)), false);
});

const clips = fileURLToPath(new URL('../../../../shared/data/clips/', import.meta.url));
const clip = (name: string) => `${clips}${name}`;
test('real film: a fade from black is no cut, a splice of two clips is one', {
  skip: existsSync(clip('sintel_480p_cut.mp4')) ? false : 'they need ../shared/data',
}, async () => {
  const [width, height] = [256, 144];
  const decode = (name: string, count: number): Image[] => {
    const size = ['-vf', `scale=${width}:${height}`, '-frames:v', `${count}`];
    const raw = ['-f', 'rawvideo', '-pix_fmt', 'rgb24', '-'];
    const { stdout } = spawnSync(ffmpeg.path, ['-v', 'error', '-i', clip(name), ...size, ...raw], {
      maxBuffer: 1e9,
    });
    const bytes = width * height * 3;
    return Array.from({ length: stdout.length / bytes }, (_, i) =>
      imageFromRgb24(stdout.subarray(i * bytes, (i + 1) * bytes), width, height),
    );
  };
  const frames = [...decode('sintel_480p_cut.mp4', 40), ...decode('bunny_360p_stereo.mp4', 12)];
  await using detector = await createCutDetector();
  const cuts: number[] = [];
  for (let i = 1; i < frames.length; i++) {
    if (await detector.isCut(frames[i - 1]!, frames[i]!)) cuts.push(i);
  }
  assert.deepEqual(cuts, [40]);
});
