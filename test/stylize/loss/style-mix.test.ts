import assert from 'node:assert/strict';
import { test } from 'node:test';
import { covariance } from '../../../src/stylize/loss/style-distances.js';
import { mixStyles, type SharedStyle } from '../../../src/stylize/loss/style-mix.js';
import type { LayerStatistics } from '../../../src/stylize/network/layers.js';

const statistics = (mean: number[], second: number[]): LayerStatistics => ({
  layer: 'relu1_1',
  channels: 2,
  mean: Float32Array.from(mean),
  secondMoment: Float32Array.from(second),
});
const shared = (share: number, one: LayerStatistics, mean: number, second: number): SharedStyle => ({
  share,
  statistics: [one],
  distances: [{ mean, second }],
});
const close = (actual: number, expected: number) =>
  assert.ok(Math.abs(actual - expected) < 1e-5 * Math.max(1, Math.abs(expected)), `${actual} ≠ ${expected}`);

test('one painting stays as it is, others without a share beside it too', () => {
  const one = shared(1, statistics([1, 2], [3, 2, 2, 9]), 4, 5);
  const none = shared(0, statistics([9, 9], [99, 81, 81, 99]), 1, 1);
  for (const mixed of [mixStyles('meancov', [one]), mixStyles('meancov', [none, one])]) {
    assert.equal(mixed.statistics, one.statistics);
    assert.equal(mixed.distances, one.distances);
  }
  assert.throws(() => mixStyles('meancov', [none]), RangeError);
});

test('the target is the mean by shares over distances: a painting that is four times as far counts a quarter', () => {
  const near = shared(0.5, statistics([0, 0], [1, 0, 0, 1]), 1, 1);
  const far = shared(0.5, statistics([5, 10], [25 + 6, 50, 50, 100 + 6]), 4, 4);
  const { statistics: mixed, distances } = mixStyles('meancov', [near, far]);
  // Shares over distances: 0.5 and 0.125, together 0.625.
  close(distances[0]!.mean, 1.6);
  close(distances[0]!.second, 1.6);
  assert.deepEqual([...mixed[0]!.mean], [1, 2]);
  [0.8 * 1 + 0.2 * 6, 0, 0, 0.8 * 1 + 0.2 * 6].forEach((value, i) => {
    close(covariance(mixed[0]!)[i]!, value);
  });
});

test('the mixed loss differs from the sum of the losses by a constant', () => {
  const styles = [
    shared(0.3, statistics([1, -1], [3, 0, 0, 4]), 2, 7),
    shared(0.7, statistics([-2, 3], [6, -5, -5, 12]), 5, 3),
  ];
  const { statistics: mixed, distances } = mixStyles('gram', styles);
  const apart = (a: ArrayLike<number>, b: ArrayLike<number>) =>
    Array.from(a).reduce((sum, value, i) => sum + (value - b[i]!) ** 2, 0);
  const constant = (x: number[]) =>
    styles.reduce(
      (sum, { share, statistics: [own], distances: [distance] }) =>
        sum + (share * apart(x, own!.secondMoment)) / distance!.second,
      0,
    ) -
    apart(x, mixed[0]!.secondMoment) / distances[0]!.second;
  close(constant([0, 0, 0, 0]), constant([4, 1, 1, -3]));
  close(constant([0, 0, 0, 0]), constant([10, -2, -2, 8]));
});
