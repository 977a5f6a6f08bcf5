import assert from 'node:assert/strict';
import { test } from 'node:test';
import { estimateRate } from '../../../../src/decode/probe/times/rate.js';
import { rational } from '../../../../src/media/time/rational.js';

const ms = rational(1, 1000);
const at = (fps: number, count: number): Float64Array =>
  Float64Array.from({ length: count }, (_, i) => Math.round((1000 * i) / fps));

test('milliseconds hide 24000/1001 and 24 from each other no longer once a clip is long enough', () => {
  assert.deepEqual(estimateRate(at(24000 / 1001, 200), ms, []).rate, rational(24000, 1001));
  assert.deepEqual(estimateRate(at(24, 200), ms, []).rate, rational(24, 1));
});

test('what the container declares counts only where the frames keep to it', () => {
  const declared = [rational(30, 1), rational(25, 1)];
  assert.deepEqual(estimateRate(at(25, 100), ms, declared), { rate: rational(25, 1), timing: 'constant' });
});

test('an unusual constant rate is found from the frames', () => {
  const ticks = Float64Array.from({ length: 50 }, (_, i) => 37 * i);
  assert.deepEqual(estimateRate(ticks, ms, []), { rate: rational(1000, 37), timing: 'constant' });
});

test('one frame shifted by half a frame makes the rate variable', () => {
  const ticks = at(25, 100);
  ticks[50] = 2020;
  assert.equal(estimateRate(ticks, ms, [rational(25, 1)]).timing, 'variable');
});

test('gaps keep the grid of the rate, even when a third of the frames is missing', () => {
  const ticks = at(25, 100).filter((_, i) => i % 3 !== 1 || i % 7 === 0);
  assert.deepEqual(estimateRate(ticks, ms, [rational(25, 1)]), { rate: rational(25, 1), timing: 'gaps' });
});

test('a single frame has the declared rate', () => {
  assert.deepEqual(estimateRate(Float64Array.of(7), ms, [undefined, rational(50, 1)]).rate, rational(50, 1));
});
