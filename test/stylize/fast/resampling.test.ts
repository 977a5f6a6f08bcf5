import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Image } from '../../../src/image.js';
import { mulberry32 } from '../../../src/random.js';
import { isVaried } from '../../../src/stylize/fast/light.js';
import { Resampling } from '../../../src/stylize/fast/tuning/resampling.js';
import { cropSide, drawCrop, drawVariedCrop } from '../../../src/stylize/fast/tuning/twins.js';
import { randomUniform } from '../random-network.js';

const square = (side: number, seed: number): Image => ({
  width: side,
  height: side,
  data: randomUniform(3 * side * side, seed),
});

test('whole pixels are moved exactly, and the border is repeated', () => {
  const picture = square(8, 1);
  const moved = new Resampling(8, 8, (x, y) => [x + 2, y - 1]).apply(picture);
  for (const [x, y] of [
    [0, 1],
    [5, 7],
    [3, 4],
  ] as const) {
    assert.ok(Math.abs(moved.data[8 * y + x]! - picture.data[8 * (y - 1) + x + 2]!) < 1e-6);
  }
  assert.ok(Math.abs(moved.data[7]! - picture.data[7]!) < 1e-6);
});

test('a twin is its crop moved, but for light and noise', () => {
  // A smooth picture, so that interpolating loses nothing.
  const size = 120;
  const data = Float32Array.from({ length: 3 * size * size }, (_, i) => {
    const [x, y] = [i % size, Math.floor(i / size) % size];
    return 0.5 + 0.2 * Math.sin(x / 9) * Math.cos(y / 11);
  });
  const random = mulberry32(5);
  const side = cropSide({ width: size, height: size }, 256);
  assert.equal(side, 96);
  const apart: number[] = [];
  for (let draw = 0; draw < 12; draw++) {
    const { crop, drawTwin } = drawCrop({ width: size, height: size, data }, side, random);
    const { later, motion } = drawTwin();
    const moved = motion.apply(crop);
    const inside = [...motion.inside.keys()].filter((p) => motion.inside[p] === 1);
    assert.ok(inside.length > 0.5 * side * side);
    apart.push(inside.reduce((sum, p) => sum + Math.abs(moved.data[p]! - later.data[p]!), 0) / inside.length);
  }
  assert.ok(Math.max(...apart) < 0.08, `${apart}`);
  assert.ok(Math.min(...apart) < 1e-3, 'some are neither lit nor noisy');
  assert.ok(Math.max(...apart) > 0.005, 'some are');
});

test('a picture without room for a crop and its motion has none', () => {
  assert.equal(cropSide({ width: 20, height: 300 }, 256), -8);
  assert.equal(cropSide({ width: 2000, height: 1000 }, 256), 256);
});

test('a crop is drawn where there is something to be seen', () => {
  const size = 300;
  // All of it grey but one corner.
  const data = new Float32Array(3 * size * size).fill(0.5);
  for (let y = 0; y < 150; y++) for (let x = 0; x < 150; x++) data[y * size + x] = (x + y) % 2;
  const picture: Image = { width: size, height: size, data };
  assert.ok(isVaried(picture));
  assert.ok(!isVaried({ width: 8, height: 8, data: new Float32Array(192).fill(0.3) }));
  const random = mulberry32(3);
  const drawn = Array.from({ length: 20 }, () => drawVariedCrop(picture, 64, random));
  assert.ok(drawn.filter(({ crop }) => isVaried(crop)).length >= 18);
});
