import assert from 'node:assert/strict';
import { test } from 'node:test';
import { matrixNormSquared, vectorNormSquared } from '../../../src/stylize/loss/norms.js';
import { styleTermWeights } from '../../../src/stylize/loss/style.js';
import { covariance, styleNormaliser } from '../../../src/stylize/loss/style-distances.js';
import type { LayerStatistics } from '../../../src/stylize/network/layers.js';

const close = (actual: number, expected: number) =>
  assert.ok(Math.abs(actual - expected) < 1e-5 * Math.max(1, Math.abs(expected)), `${actual} ≠ ${expected}`);
const statistics = (mean: number[], second: number[]): LayerStatistics => ({
  layer: 'relu1_1',
  channels: 2,
  mean: Float32Array.from(mean),
  secondMoment: Float32Array.from(second),
});

test('norms under a metric are those of the mapped vector and matrix', () => {
  // H = [[1, 2], [0, 1]], M = HᵀH = [[1, 2], [2, 5]].
  const metric = Float32Array.of(1, 2, 2, 5);
  const d = Float32Array.of(3, -1);
  close(vectorNormSquared(d), 10);
  close(vectorNormSquared(d, metric), (3 - 2) ** 2 + 1);
  const matrix = Float32Array.of(2, 1, 1, -1);
  close(matrixNormSquared(matrix, 2), 7);
  // HDHᵀ = [[2, -1], [-1, -1]].
  close(matrixNormSquared(matrix, 2, metric), 4 + 1 + 1 + 1);
});

test('the covariance is the second moment less the mean', () => {
  assert.deepEqual([...covariance(statistics([1, 2], [3, 2, 2, 9]))], [2, 0, 0, 5]);
});

test('terms start at their weight where source and style are far apart', () => {
  const source = statistics([0, 0], [1, 0, 0, 1]);
  const style = statistics([3, 4], [11, 12, 12, 20]);
  const normaliser = styleNormaliser('meancov', source, style);
  assert.deepEqual(normaliser, { mean: 25, second: 1 + 9 });
  assert.deepEqual(styleTermWeights('meancov', 6, normaliser), { mean: 3 / 25, second: 3 / 10 });
  const gram = styleNormaliser('gram', source, style);
  assert.deepEqual(gram, { mean: 0, second: 100 + 144 + 144 + 361 });
  assert.deepEqual(styleTermWeights('gram', 6, gram), { mean: 0, second: 6 / 749 });
});

test('a source that resembles the style does not blow its terms up', () => {
  const style = statistics([3, 4], [11, 12, 12, 20]);
  const normaliser = styleNormaliser('meancov', style, style);
  close(normaliser.mean, 0.05 * 25);
  close(normaliser.second, 0.05 * (4 + 16));
});
