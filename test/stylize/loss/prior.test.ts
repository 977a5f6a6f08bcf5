import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Image } from '../../../src/image.js';
import {
  brightening,
  combineReferences,
  reliableShare,
  type TemporalReference,
} from '../../../src/stylize/loss/prior.js';

/** A picture of two pixels, grey. */
const grey = (a: number, b: number): Image => ({
  width: 2,
  height: 1,
  data: Float32Array.of(a, b, a, b, a, b),
});
/** Trusted by a and b: the fourth roots of the reliabilities. */
const reference = (
  distance: number,
  warped: Image,
  a: number,
  b: number,
  convergence = 1,
): TemporalReference => ({
  distance,
  warped,
  convergence: Float32Array.of(convergence, convergence),
  reliability: { width: 2, height: 1, data: Float32Array.of(a ** 4, b ** 4) },
});
const close = (actual: Float32Array, expected: number[]) => {
  assert.equal(actual.length, expected.length);
  expected.forEach((value, i) => {
    assert.ok(Math.abs((actual[i] as number) - value) < 1e-6, `[${i}] ${actual[i]} ≠ ${value}`);
  });
};

test('one reference is taken as it is, with the fourth root of its reliability', () => {
  const warped = grey(0.2, 0.8);
  const prior = combineReferences([reference(1, warped, 1, 0.25)]);
  close(prior.target.data, [0.2, 0.8, 0.2, 0.8, 0.2, 0.8]);
  close(prior.weight, [1, 0.25]);
  assert.ok(Math.abs(reliableShare(prior) - 0.625) < 1e-6);
});

test('a farther frame counts only for what nearer ones do not see, and none of them is changed', () => {
  const nearest = reference(1, grey(0.2, 0.2), 1, 0.25);
  const prior = combineReferences([nearest, reference(4, grey(0.6, 0.6), 1, 0.75)]);
  assert.deepEqual(nearest, reference(1, grey(0.2, 0.2), 1, 0.25));
  // Second pixel: c = 0.25 and 0.75 − 0.25 = 0.5, so the target is (0.25·0.2 + 0.5·0.6) / 0.75.
  close(prior.target.data.subarray(0, 2), [0.2, 0.35 / 0.75]);
  close(prior.weight, [1, 0.75]);
});

test('a third frame is reduced by the trust in both before it', () => {
  const prior = combineReferences([
    reference(1, grey(0, 0), 0.2, 0),
    reference(2, grey(0.5, 0.5), 0.5, 0),
    reference(4, grey(1, 1), 0.4, 0.9),
  ]);
  // First pixel: 0.2, 0.3, then 0.4 − 0.5 < 0. Second: only the third sees it.
  close(prior.weight, [0.5, 0.9]);
  close(prior.target.data.subarray(0, 2), [(0.3 * 0.5) / 0.5, 1]);
});

test('what has converged is what is both trusted and worked on for long, of every frame as much as it counts for', () => {
  const { convergence } = combineReferences([
    reference(1, grey(0, 0), 1, 0.25, 0.5),
    reference(4, grey(0, 0), 1, 0.75, 1),
  ]);
  close(convergence, [0.5, 0.25 * 0.5 + 0.5]);
  // Where nothing is said of it, all is finished.
  const { convergence: _, ...finished } = reference(4, grey(0, 0), 1, 0.75);
  close(combineReferences([finished]).convergence, [1, 0.75]);
  close(combineReferences([reference(1, grey(0, 0), 1, 0.25, 0.5), finished]).convergence, [0.5, 0.625]);
});

test('luminance compensation moves the target by the change of the source', () => {
  const before = grey(0.5, 0.5);
  const now: Image = { width: 2, height: 1, data: Float32Array.of(0.6, 0.5, 0.6, 0.5, 0.6, 0.6) };
  const change = brightening(now, before);
  close(change, [0.1, 0.00722]);
  const prior = combineReferences([{ ...reference(1, grey(0.3, 0.3), 1, 1), brightening: change }]);
  close(prior.target.data, [0.4, 0.30722, 0.4, 0.30722, 0.4, 0.30722]);
});

test('no reference is an error', () => {
  assert.throws(() => combineReferences([]), RangeError);
});
