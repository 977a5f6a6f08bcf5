import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Image } from '../../../src/image.js';
import { colourStatistics, transferColours } from '../../../src/stylize/initial/colour-transfer.js';
import { multiply, symmetricPower } from '../../../src/stylize/initial/symmetric-matrix.js';
import { randomNormal } from '../random-network.js';

const [width, height] = [24, 16];

/** Colours about a mean, spread along some directions, well within [0,1]. */
function cloud(mean: readonly number[], directions: readonly (readonly number[])[], seed: number): Image {
  const n = width * height;
  const amounts = directions.map((_, k) => randomNormal(n, seed + k, 0.06));
  return {
    width,
    height,
    data: Float32Array.from({ length: 3 * n }, (_, i) => {
      const [c, p] = [Math.floor(i / n), i % n];
      return directions.reduce(
        (sum, direction, k) => sum + (direction[c] as number) * (amounts[k]?.[p] as number),
        mean[c] as number,
      );
    }),
  };
}

const blue = [
  [0.2, 1, 0.3],
  [1, 0, 0.6],
  [0, 0.5, -1],
];
const red = [
  [1, 0.5, 0],
  [0, 0.4, 1],
  [-0.5, 0.8, 0.3],
];

const near = (actual: readonly number[], expected: readonly number[], tolerance: number) =>
  actual.forEach((value, i) => {
    assert.ok(
      Math.abs(value - (expected[i] as number)) < tolerance,
      `[${i}] ${value}, expected ${expected[i]}`,
    );
  });

test('the colours take on the other picture’s mean and covariance', () => {
  const source = cloud([0.5, 0.4, 0.6], red, 1);
  const wanted = colourStatistics(cloud([0.4, 0.5, 0.5], blue, 7));
  const got = colourStatistics(transferColours(source, wanted));
  near(got.mean, wanted.mean, 1e-3);
  near(got.covariance, wanted.covariance, 0.1 * (wanted.covariance[4] as number));
});

test('a picture that has the colours already stays as it is', () => {
  const source = cloud([0.5, 0.4, 0.6], red, 3);
  const { data } = transferColours(source, colourStatistics(source));
  for (const [i, value] of data.entries()) assert.ok(Math.abs(value - (source.data[i] as number)) < 0.02);
});

test('a grey painting makes grey of any picture', () => {
  const grey = cloud([0.5, 0.5, 0.5], [[1, 1, 1]], 5);
  const { data } = transferColours(cloud([0.6, 0.4, 0.4], red, 3), colourStatistics(grey));
  const n = width * height;
  for (let p = 0; p < n; p++) {
    assert.ok(Math.abs((data[p] as number) - (data[n + p] as number)) < 1e-5);
    assert.ok(Math.abs((data[p] as number) - (data[2 * n + p] as number)) < 1e-5);
  }
});

test('the square of a matrix’s root is the matrix, and its inverse root undoes it', () => {
  const matrix = [4, 1, 0.5, 1, 3, -0.2, 0.5, -0.2, 2];
  const root = symmetricPower(matrix, 0.5);
  near(multiply(root, root), matrix, 1e-9);
  near(multiply(symmetricPower(matrix, -0.5), root), [1, 0, 0, 0, 1, 0, 0, 0, 1], 1e-9);
});

test('noise in a picture without colour is not blown up to the painting’s colours', () => {
  const faint = cloud(
    [0.5, 0.5, 0.5],
    [
      [0.01, 0, -0.01],
      [0, 0.01, 0],
    ],
    3,
  );
  const wanted = colourStatistics(cloud([0.4, 0.5, 0.5], blue, 7));
  const got = colourStatistics(transferColours(faint, wanted));
  assert.ok((got.covariance[4] as number) < 0.05 * (wanted.covariance[4] as number));
});
