import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lagOf, reopened, settledAfter } from '../../src/stylize/lag.js';

const settings = { contentWeight: 1, styleWeight: 30, tvWeight: 0 };

test('paint settles into a new look over some frames: it is opened at once, and closed by and by', () => {
  let settled = settledAfter(undefined, settings);
  assert.equal(lagOf(settled, settings), 0);
  const heavier = { ...settings, styleWeight: 10 * settings.styleWeight };
  const lags: number[] = [];
  for (let frame = 0; frame < 40; frame++) {
    lags.push(lagOf(settled, heavier));
    settled = settledAfter(settled, heavier);
  }
  assert.ok(Math.abs(lags[0]! - (1 - 10 ** -2)) < 1e-3, 'a factor of ten opens 1 − 10⁻²');
  assert.ok(lags.every((lag, i) => i === 0 || lag <= lags[i - 1]!));
  assert.ok(lags[8]! > 0.5 && lags[39]! < 0.05);
});

test('a weight of 0 is a look as any other, and larger strokes are another look', () => {
  const settled = settledAfter(undefined, { ...settings, contentWeight: 0 });
  assert.ok(Number.isFinite(lagOf(settled, settings)) && lagOf(settled, settings) > 0.9);
  assert.ok(lagOf(settledAfter(undefined, settings), { ...settings, enlarged: 2 }) > 0.5);
});

test('opened paint counts as converged less, the rest of the past is as it was', () => {
  const target = { width: 1, height: 1, data: Float32Array.of(0.1, 0.2, 0.3) };
  const prior = { target, weight: Float32Array.of(0.8), convergence: Float32Array.of(0.5) };
  assert.deepEqual(reopened(prior, 0.5), { ...prior, convergence: Float32Array.of(0.25) });
  assert.equal(reopened(prior, 0), prior);
});
