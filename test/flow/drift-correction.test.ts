import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Anchor } from '../../src/anchor.js';
import { createDisEstimator } from '../../src/flow/dis/estimator.js';
import { compose, correctDrift } from '../../src/flow/drift-correction.js';
import { constantFlow, draw, texture } from './texture.js';

const width = 160;
const height = 96;
const pixels = width * height;
/** The texture moves by (1.3, −0.4) pixels a frame, so that the flow back is (−1.3, 0.4). */
const frame = (t: number) => draw(width, height, (x, y, c) => texture(x - 1.3 * t, y + 0.4 * t, c));
const everywhere = (value: number) => ({ width, height, data: new Float32Array(pixels).fill(value) });
/** Mean of a plane away from the borders, which newly come in. */
function inner(plane: Float32Array): number {
  let sum = 0;
  let count = 0;
  for (let y = 24; y < height - 24; y++) {
    for (let x = 32; x < width - 24; x++, count++) sum += plane[y * width + x]!;
  }
  return sum / count;
}

test('flows that are each 0.06 pixels off lead less than 0.2 pixels astray in ten frames, not 0.6', async () => {
  await using estimator = await createDisEstimator();
  let anchor: Anchor | undefined;
  for (let t = 1; t <= 10; t++) {
    const backward = constantFlow(width, height, -1.3 + 0.06, 0.4);
    const followed = { current: frame(t), previous: frame(t - 1), backward, reliability: everywhere(1) };
    ({ anchor } = await correctDrift(estimator, anchor, followed));
  }
  assert.equal(anchor?.age, 10);
  const off = inner(anchor.flow.u) + 13;
  assert.ok(Math.abs(off) < 0.2, `off by ${off}`);
  assert.ok(Math.abs(inner(anchor.flow.v) - 4) < 0.1);
});

test('what the anchor does not show keeps its flow, and a correction stays within a fifth of a pixel', async () => {
  await using estimator = await createDisEstimator();
  const backward = constantFlow(width, height, -1.3, 0.4);
  const anchor: Anchor = {
    source: frame(0),
    age: 3,
    flow: constantFlow(width, height, -3.9 + 1.5, 1.2), // a pixel and a half astray
    known: everywhere(1).data.fill(0, 0, pixels / 2),
  };
  const followed = { current: frame(4), previous: frame(3), backward, reliability: everywhere(1) };
  const corrected = await correctDrift(estimator, anchor, followed);
  const [u] = [corrected.backward.u];
  assert.equal(u[10 * width + 80], backward.u[0]); // the upper half is not known
  for (const value of u) assert.ok(Math.abs(value + 1.3) < 0.2001);
  assert.ok(u[70 * width + 80]! < -1.45, `corrected to ${u[70 * width + 80]}`);
});

test('the noise of a measurement is averaged over the neighbourhood', async () => {
  const backward = constantFlow(width, height, -1.3, 0.4);
  const noisy = (p: number) => (p % 2 === 0 ? 0.3 : -0.3); // its mean, the drift, is 0
  const direct = constantFlow(width, height, -3.9, 1.2);
  const given = {
    description: 'given',
    estimateBoth: async () => assert.fail(),
    refine: async () => ({ ...direct, u: direct.u.map((value, p) => value + noisy(p)) }),
    [Symbol.asyncDispose]: async () => {},
  };
  const anchor = {
    source: frame(0),
    age: 2,
    flow: constantFlow(width, height, -2.6, 0.8),
    known: everywhere(1).data,
  };
  const followed = { current: frame(3), previous: frame(2), backward, reliability: everywhere(1) };
  const corrected = await correctDrift(given, anchor, followed);
  const moved = inner(corrected.backward.u.map((value, p) => Math.abs(value - backward.u[p]!)));
  assert.ok(moved < 0.02, `moved by ${moved} pixels`);
});

test('a shot is anchored anew after sixteen frames, and where less than 0.6 of the anchor is in sight', async () => {
  await using estimator = await createDisEstimator();
  const backward = constantFlow(width, height, -1.3, 0.4);
  const flow = constantFlow(width, height, -13, 4);
  const followed = { current: frame(11), previous: frame(10), backward, reliability: everywhere(1) };
  const next = async (age: number, known: number) => {
    const anchor = { source: frame(0), age, flow, known: everywhere(known).data };
    return (await correctDrift(estimator, anchor, followed)).anchor?.age;
  };
  assert.equal(await next(10, 1), 11);
  assert.equal(await next(15, 1), undefined);
  assert.equal(await next(10, 0.5), undefined);
});

test('flows that are given and not estimated are taken as they are', async () => {
  const given = {
    description: 'given',
    estimateBoth: async () => assert.fail(),
    [Symbol.asyncDispose]: async () => {},
  };
  const backward = constantFlow(width, height, -1, 0);
  const anchor = { source: frame(0), age: 3, flow: backward, known: everywhere(1).data };
  const followed = { current: frame(4), previous: frame(3), backward, reliability: everywhere(1) };
  assert.equal((await correctDrift(given, anchor, followed)).backward, backward);
});

test('composed flows add up, the second read where the first one leads', () => {
  const ramp = { width: 4, height: 1, u: Float32Array.of(0, 1, 2, 3), v: new Float32Array(4) };
  assert.deepEqual([...compose(constantFlow(4, 1, 0.5, 0), ramp).u], [1, 2, 3, 3.5]);
});
