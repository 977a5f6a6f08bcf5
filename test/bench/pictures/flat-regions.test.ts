import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FLAT_DEVIATION, flatRegions, shareOf } from '../../../bench/pictures/flat-regions.js';
import type { Image } from '../../../src/image.js';

const drawn = (width: number, height: number, tone: (x: number, y: number) => number): Image => {
  const plane = Array.from({ length: width * height }, (_, p) => tone(p % width, Math.floor(p / width)));
  return { width, height, data: Float32Array.from([...plane, ...plane, ...plane]) };
};

test('one tone is flat everywhere, a checkerboard nowhere', () => {
  assert.equal(shareOf(flatRegions(drawn(20, 14, () => 0.7))), 1);
  assert.equal(shareOf(flatRegions(drawn(20, 14, (x, y) => (x + y) % 2))), 0);
});

test('an edge is not flat as far as its window reaches', () => {
  const flat = flatRegions(drawn(40, 3, (x) => (x < 20 ? 0 : 1)));
  const row = [...flat.subarray(40, 80)];
  // Column 16's window goes up to column 20, column 15's to 19; likewise from the right.
  assert.deepEqual(
    row.map((_, x) => (x <= 15 || x >= 24 ? 1 : 0)),
    row,
  );
});

test('the deviation decides, not the tone', () => {
  const striped = (deviation: number) => drawn(30, 30, (x) => 0.8 + (x % 2 === 0 ? deviation : -deviation));
  assert.equal(shareOf(flatRegions(striped(0.9 * FLAT_DEVIATION))), 1);
  assert.equal(flatRegions(striped(1.1 * FLAT_DEVIATION))[15 * 30 + 15], 0);
});
