import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DriftTally } from '../../src/metrics/measures/drift.js';

function drift(shots: readonly (readonly number[])[], input = 0.5) {
  const tally = new DriftTally(0.02);
  let time = 0;
  for (const [shot, ratios] of shots.entries()) {
    for (const ratio of ratios) {
      tally.add(shot, time, { output: ratio * input, input });
      time += 0.5;
    }
  }
  return tally.summary();
}

test('a straight line by hand: 0.1 more every half second, about a mean of 1.1', () => {
  const found = drift([[1, 1.1, 1.2]]);
  assert.ok(Math.abs(found!.perSecond - 0.2 / 1.1) < 1e-12);
  assert.ok(Math.abs(found!.ratio - 1.2) < 1e-12);
});

test('a jump at a cut is no drift', () => {
  const found = drift([
    [1, 1, 1, 1],
    [3, 3, 3, 3],
  ]);
  assert.ok(Math.abs(found!.perSecond) < 1e-12);
  assert.ok(Math.abs(found!.ratio - 1) < 1e-12);
});

test('two shots share one slope, each at its own level', () => {
  const found = drift([
    [1, 1.1, 1.2],
    [2, 2.1, 2.2],
  ]);
  assert.ok(Math.abs(found!.perSecond - 0.2 / 1.6) < 1e-12);
});

test('a dark source, or fewer than three frames, say nothing', () => {
  assert.equal(drift([[1, 1.1, 1.2]], 0.001), null);
  assert.equal(
    drift([
      [1, 1.1],
      [1, 1.1],
    ]),
    null,
  );
});
