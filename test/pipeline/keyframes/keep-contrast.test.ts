import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Image } from '../../../src/image.js';
import { mixKeepingContrast } from '../../../src/pipeline/keyframes/keep-contrast.js';

const [width, height] = [96, 64];
const pixels = width * height;
const stripes = (value: (x: number, y: number) => number): Image => ({
  width,
  height,
  data: Float32Array.from({ length: 3 * pixels }, (_, i) => value(i % width, Math.floor(i / width) % height)),
});
const spread = ({ data }: Image) => {
  const mean = data.reduce((sum, value) => sum + value, 0) / data.length;
  return Math.sqrt(data.reduce((sum, value) => sum + (value - mean) ** 2, 0) / data.length);
};
const half = new Float32Array(pixels).fill(0.5);
const across = stripes((x) => 0.5 + 0.2 * Math.sin(2 * x));
const along = stripes((_, y) => 0.5 + 0.2 * Math.sin(2 * y));

test('strokes that cross keep their contrast in a mixture', () => {
  const mixed = mixKeepingContrast(across, along, half);
  const plain = stripes((x, y) => 0.5 + 0.1 * (Math.sin(2 * x) + Math.sin(2 * y)));
  assert.ok(Math.abs(spread(plain) / spread(across) - Math.SQRT1_2) < 0.02, 'averaged, they lose a third');
  assert.ok(Math.abs(spread(mixed) / spread(across) - 1) < 0.1);
});

test('pictures that are alike, and the ends of the way, stay what they are', () => {
  const same = mixKeepingContrast(across, across, half);
  const end = mixKeepingContrast(across, along, new Float32Array(pixels).fill(1));
  for (const [got, expected] of [
    [same, across],
    [end, along],
  ] as const) {
    for (const [i, value] of expected.data.entries()) assert.ok(Math.abs(got.data[i]! - value) < 1e-4);
  }
});
