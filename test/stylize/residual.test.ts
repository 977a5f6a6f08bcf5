import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Image } from '../../src/image.js';
import { withCorrection } from '../../src/stylize/residual.js';

const plain = (width: number, height: number, value: number): Image => ({
  width,
  height,
  data: new Float32Array(3 * width * height).fill(value),
});

test('a coarser scale changes only what has not settled, by the share that has not', () => {
  const image = plain(16, 8, 0.25);
  const unsettled = Float32Array.from({ length: 8 * 4 }, (_, p) => (p % 8 < 4 ? 0 : 0.5));
  const { width, height, data } = withCorrection(image, plain(8, 4, 0.2), plain(8, 4, 0.6), unsettled);
  assert.deepEqual([width, height], [16, 8]);
  for (const plane of [0, 1, 2]) {
    assert.equal(data[plane * 128 + 4 * 16 + 1], 0.25);
    assert.ok(Math.abs(data[plane * 128 + 4 * 16 + 14]! - 0.45) < 1e-6);
  }
});
