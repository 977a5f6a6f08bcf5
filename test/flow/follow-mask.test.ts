import assert from 'node:assert/strict';
import { test } from 'node:test';
import { followMask } from '../../src/flow/follow-mask.js';

const [width, height] = [24, 4];
const pixels = width * height;
const plane = (value: (x: number) => number) =>
  Float32Array.from({ length: pixels }, (_, p) => value(p % width));
const flow = (u: number) => ({ width, height, u: plane(() => u), v: plane(() => 0) });
const row = (values: Float32Array) => [...values.subarray(0, width)].map((value) => Number(value.toFixed(2)));
const grey = (value: (x: number) => number) => {
  const one = plane(value);
  return { width, height, data: Float32Array.from([...one, ...one, ...one]) };
};

test('where the flow is trusted a mask goes with it, whole pixels exactly', () => {
  const mask = plane((x) => (x >= 4 && x < 8 ? 1 : x === 8 ? 0.4 : 0));
  const trusted = { width, height, data: plane(() => 1) };
  const moved = followMask(
    mask,
    flow(-3),
    trusted,
    grey(() => 0.5),
  );
  assert.deepEqual(row(moved), row(plane((x) => (x >= 7 && x < 11 ? 1 : x === 11 ? 0.4 : 0))));
});

test('what comes into view behind a moving thing is as its surroundings of like colour are', () => {
  // A white thing at 4…9 moves to 8…13: what it uncovers, 4…7, is dark as all else, and its flow is not to be trusted.
  const mask = plane((x) => (x >= 4 && x < 10 ? 1 : 0));
  const now = grey((x) => (x >= 8 && x < 14 ? 1 : 0.1));
  const known = { width, height, data: plane((x) => (x >= 4 && x < 8 ? 0 : 1)) };
  const ofThing = { ...flow(0), u: plane((x) => (x >= 8 && x < 14 ? -4 : x >= 4 && x < 8 ? 0 : 0)) };
  const moved = followMask(mask, ofThing, known, now);
  assert.deepEqual(row(moved), row(plane((x) => (x >= 8 && x < 14 ? 1 : 0))));
});

test('where nothing near is trusted, the flow is all there is', () => {
  const unknown = { width, height, data: plane(() => 0) };
  const mask = plane((x) => (x < 6 ? 1 : 0));
  assert.deepEqual(
    followMask(
      mask,
      flow(0),
      unknown,
      grey(() => 0.5),
    ),
    mask,
  );
});
