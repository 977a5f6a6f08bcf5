import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Image, imageToRgb24 } from '../../../src/image.js';
import { mulberry32 } from '../../../src/random.js';
import { isVaried } from '../../../src/stylize/fast/light.js';
import { Resampling } from '../../../src/stylize/fast/tuning/resampling.js';
import { cropSize, drawCrop, drawVariedCrop } from '../../../src/stylize/fast/tuning/twins.js';
import { randomUniform } from '../random-network.js';

test('whole pixels are moved exactly, and the border is repeated', () => {
  const picture: Image = { width: 10, height: 8, data: randomUniform(3 * 10 * 8, 1) };
  const moved = new Resampling(picture, picture, (x, y) => [x + 2, y - 1]).apply(picture);
  for (const [x, y] of [
    [0, 1],
    [7, 7],
    [3, 4],
  ] as const) {
    assert.ok(Math.abs(moved.data[10 * y + x]! - picture.data[10 * (y - 1) + x + 2]!) < 1e-6);
  }
  assert.ok(Math.abs(moved.data[9]! - picture.data[9]!) < 1e-6);
});

test('a twin is its crop moved, but for light and noise', () => {
  // A smooth picture, so that interpolating loses nothing.
  const size = { width: 160, height: 120 };
  const data = Float32Array.from({ length: 3 * 160 * 120 }, (_, i) => {
    const [x, y] = [i % 160, Math.floor(i / 160) % 120];
    return 0.5 + 0.2 * Math.sin(x / 9) * Math.cos(y / 11);
  });
  const picture = { ...size, bytes: imageToRgb24({ ...size, data }) };
  const random = mulberry32(5);
  const cropped = cropSize(size, 65_536);
  assert.deepEqual(cropped, { width: 136, height: 96 });
  const apart: number[] = [];
  for (let draw = 0; draw < 12; draw++) {
    const { crop, drawTwin } = drawCrop(picture, cropped, random);
    assert.deepEqual([crop.width, crop.height], [136, 96]);
    const { later, motion } = drawTwin();
    const moved = motion.apply(crop);
    const inside = [...motion.inside.keys()].filter((p) => motion.inside[p] === 1);
    assert.ok(inside.length > 0.5 * 136 * 96);
    apart.push(inside.reduce((sum, p) => sum + Math.abs(moved.data[p]! - later.data[p]!), 0) / inside.length);
  }
  assert.ok(Math.max(...apart) < 0.08, `${apart}`);
  assert.ok(Math.min(...apart) < 1.5e-3, 'some are neither lit nor noisy');
  assert.ok(Math.max(...apart) > 0.005, 'some are');
});

test('a crop is the whole picture but its border, or so many pixels in its shape', () => {
  assert.deepEqual(cropSize({ width: 512, height: 288 }, 150_000), { width: 488, height: 264 });
  assert.deepEqual(cropSize({ width: 1920, height: 1080 }, 150_000), { width: 512, height: 288 });
  assert.deepEqual(cropSize({ width: 88, height: 5000 }, 65_536), { width: 64, height: 1928 });
});

test('a picture without room for a crop and its motion has none', () => {
  assert.deepEqual(cropSize({ width: 20, height: 300 }, 65_536), { width: -8, height: 272 });
});

test('a crop is drawn where there is something to be seen', () => {
  const size = 300;
  // All of it grey but one corner.
  const data = new Float32Array(3 * size * size).fill(0.5);
  for (let y = 0; y < 150; y++) for (let x = 0; x < 150; x++) data[y * size + x] = (x + y) % 2;
  const picture: Image = { width: size, height: size, data };
  assert.ok(isVaried(picture));
  const rgb24 = { width: size, height: size, bytes: imageToRgb24(picture) };
  assert.ok(!isVaried({ width: 8, height: 8, data: new Float32Array(192).fill(0.3) }));
  const random = mulberry32(3);
  const drawn = Array.from({ length: 20 }, () => drawVariedCrop(rgb24, { width: 64, height: 64 }, random));
  assert.ok(drawn.filter(({ crop }) => isVaried(crop)).length >= 18);
});
