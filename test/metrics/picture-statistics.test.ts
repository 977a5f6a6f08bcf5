import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pictureStatistics } from '../../src/metrics/measures/picture-statistics.js';

const grey = (width: number, height: number, values: readonly number[]) => ({
  width,
  height,
  data: Float32Array.from([...values, ...values, ...values]),
});

test('luminance is the mean luma, gradient energy the mean of squared steps', () => {
  // Steps right: 1, 2; down: 3, 4 → (1 + 4 + 9 + 16) / 4.
  const { luminance, gradientEnergy } = pictureStatistics(grey(2, 2, [0, 1, 3, 5]));
  assert.ok(Math.abs(luminance - 9 / 4) < 1e-6);
  assert.ok(Math.abs(gradientEnergy - (1 + 4 + 9 + 16) / 4) < 1e-5);
});

test('green weighs most', () => {
  const image = { width: 1, height: 1, data: Float32Array.of(0, 1, 0) };
  assert.ok(Math.abs(pictureStatistics(image).luminance - 0.7152) < 1e-6);
});

test('a flat picture has no gradient', () => {
  assert.equal(pictureStatistics(grey(3, 3, new Array(9).fill(0.4))).gradientEnergy, 0);
});
