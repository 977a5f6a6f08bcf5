import assert from 'node:assert/strict';
import { test } from 'node:test';
import { drawShots, simulate } from '../../../bench/farm/simulate.js';
import { createRandom } from '../../../fixtures/noise.js';

const cost = {
  openSeconds: 1,
  firstSeconds: 5,
  laterSeconds: 2,
  frameBytes: 10,
  stateBytes: 90,
  planSeconds: 0.5,
  assembleSeconds: 0.25,
};
const wide = { sharedBytesPerSecond: 1e9 };

test('one worker paints one shot after the other, two share them, and no number is quicker than the longest', () => {
  const shots = [2, 10, 4, 4]; // 8, 24, 12 and 12 seconds
  const one = simulate(shots, cost, { ...wide, workers: 1 });
  assert.deepEqual([one.plan, one.paint, one.assemble, one.busy], [10, 56, 5, 1]);
  const two = simulate(shots, cost, { ...wide, workers: 2 });
  assert.equal(two.paint, 32); // 24 and 8, beside 12 and 12
  assert.equal(two.busy, 56 / 64);
  assert.equal(simulate(shots, cost, { ...wide, workers: 1000 }).paint, 24);
});

test('a shared folder that takes half of what is written makes painting last twice as long', () => {
  const narrow = simulate([10], cost, { workers: 1, sharedBytesPerSecond: 1000 / 24 / 2 });
  assert.equal(Math.round(narrow.paint), 48);
  assert.equal(Math.round(narrow.written * 48), 1000);
});

test('shots that are drawn come to the frames that were asked for', () => {
  const shots = drawShots(200_000, 2000, 0.8, createRandom(1));
  assert.equal(shots.length, 2000);
  assert.equal(
    shots.reduce((a, b) => a + b, 0),
    200_000,
  );
  assert.ok(Math.min(...shots) >= 1 && Math.max(...shots) > 400);
});
