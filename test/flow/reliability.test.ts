import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createDisEstimator } from '../../src/flow/dis/estimator.js';
import { inconsistentShare, publishedReliability, softReliability } from '../../src/flow/reliability.js';
import type { ReliabilityMask } from '../../src/flow-field.js';
import { constantFlow, draw, endPointError, texture } from './texture.js';

const hard = { softened: false };

test('published rule: opposite flows are trusted but where they leave the frame', () => {
  const mask = publishedReliability(constantFlow(8, 4, -2, 0), constantFlow(8, 4, 2, 0), hard);
  for (let y = 0; y < 4; y++) {
    assert.deepEqual([...mask.data.subarray(8 * y, 8 * y + 8)], [0, 0, 1, 1, 1, 1, 1, 1]);
  }
});

test('published rule: |a + b|² may be 0.01 (|a|² + |b|²) + 0.5 and no more', () => {
  // b = 0: a² > 0.01 a² + 0.5 from |a| = 0.7107 on.
  const still = constantFlow(8, 4, 0, 0);
  const centre = 8 + 4;
  assert.equal(publishedReliability(constantFlow(8, 4, 0.71, 0), still, hard).data[centre], 1);
  assert.equal(publishedReliability(constantFlow(8, 4, 0.712, 0), still, hard).data[centre], 0);
  assert.equal(inconsistentShare(constantFlow(8, 4, 0.712, 0), still), 1);
  // At 0.71 only the last column, which leaves the frame, fails.
  assert.equal(inconsistentShare(constantFlow(8, 4, 0.71, 0), still), 1 / 8);
});

test('published rule: a motion boundary is not trusted', () => {
  const backward = constantFlow(9, 3, 0, 0);
  const forward = constantFlow(9, 3, 0, 0);
  for (let y = 0; y < 3; y++) backward.u.fill(0.05, 9 * y + 5, 9 * y + 9);
  // The step 0.05² = 0.0025 > 0.002 lies between columns 4 and 5; forward differences put it in 4.
  const mask = publishedReliability(backward, forward, hard);
  assert.deepEqual([...mask.data.subarray(9, 18)], [1, 1, 1, 1, 0, 1, 1, 1, 0]);
});

test('published rule, softened: a Gaussian of σ 0.8', () => {
  const backward = constantFlow(31, 31, 0, 0);
  const forward = constantFlow(31, 31, 0, 0);
  forward.v[15 * 31 + 15] = 5;
  const mask = publishedReliability(backward, forward);
  const weights = [-3, -2, -1, 0, 1, 2, 3].map((x) => Math.exp((-x * x) / 1.28));
  const peak = 1 / weights.reduce((sum, weight) => sum + weight, 0);
  assert.ok(Math.abs(mask.data[15 * 31 + 15]! - (1 - peak * peak)) < 1e-5);
  assert.ok(Math.abs(mask.data[0]! - 1) < 1e-5);
});

test('soft rule: hand-computed at a constant error and a constant residual', () => {
  const current = draw(8, 8, () => 0.5);
  const previous = draw(8, 8, () => 0.5 + 15 / 255);
  const mask = softReliability(constantFlow(8, 8, 0.5, 0), constantFlow(8, 8, 0, 0), current, previous);
  const expected = Math.exp(-0.25 / (0.01 * 0.25 + 0.5) - 1);
  assert.ok(Math.abs(mask.data[3 * 8 + 3]! - expected) < 1e-4);
  assert.equal(mask.data[3 * 8 + 7], 0, 'leaves the frame');
});

test('two layers: the flow is right where both are seen, and the uncovered band is not trusted', async () => {
  // A square moves right by 6 over a still background: on the current frame's grid the band
  // left of the square, which it covered before, is new.
  const [width, height, left, top, side, shift] = [160, 120, 50, 30, 60, 6];
  const scene = (offset: number) =>
    draw(width, height, (x, y, c) => {
      const inSquare = x >= left + offset && x < left + offset + side && y >= top && y < top + side;
      return inSquare ? texture(x - offset, y, c, 1) : texture(x, y, c);
    });
  const previous = scene(0);
  const current = scene(shift);
  await using estimator = await createDisEstimator();
  const { forward, backward } = await estimator.estimateBoth(previous, current);
  const rows = (y: number) => y >= top + 5 && y < top + side - 5;
  const inSquare = (x: number, y: number) => x >= left + shift + 4 && x < left + shift + side - 4 && rows(y);
  const outside = (x: number, y: number) =>
    x < left - 8 || x > left + side + shift + 8 || y < top - 8 || y > top + side + 8;
  assert.ok(endPointError(backward, () => [-shift, 0], inSquare) < 0.3);
  assert.ok(endPointError(backward, () => [0, 0], outside) < 0.1);

  const mean = (mask: ReliabilityMask, from: number, to: number) => {
    let sum = 0;
    for (let y = top + 8; y < top + side - 8; y++) {
      for (let x = from; x < to; x++) sum += mask.data[y * width + x]!;
    }
    return sum / ((side - 16) * (to - from));
  };
  for (const mask of [
    publishedReliability(backward, forward, hard),
    softReliability(backward, forward, current, previous),
  ]) {
    assert.ok(mean(mask, left + 1, left + shift - 1) < 0.35, 'uncovered, left of the square');
    assert.ok(mean(mask, left + side + shift + 4, left + side + shift + 14) > 0.9, 'right of the square');
    assert.ok(mean(mask, left + shift + 8, left + side - 4) > 0.9, 'on the square');
    assert.ok(mean(mask, 5, left - 10) > 0.9, 'background');
  }
});
