import assert from 'node:assert/strict';
import { test } from 'node:test';
import { layerArea } from '../../../src/stylize/loss/layer-area.js';

const plane = (width: number, height: number, value: (x: number, y: number) => number) =>
  Float32Array.from({ length: width * height }, (_, p) => value(p % width, Math.floor(p / width)));
const sum = (values: Float32Array) => values.reduce((total, value) => total + value, 0);

test('at the picture’s own size an area is what it is, its weights sum to 1', () => {
  const { weights, share } = layerArea(
    plane(8, 4, (x) => (x < 2 ? 1 : 0)),
    { width: 8, height: 4 },
    { width: 8, height: 4 },
  );
  assert.equal(share, 0.25);
  assert.deepEqual(
    weights,
    plane(8, 4, (x) => (x < 2 ? 1 / 8 : 0)),
  );
});

test('deeper it is drawn in by two positions at its own edge, not at the border of the frame', () => {
  const left = plane(40, 20, (x) => (x < 20 ? 1 : 0));
  const { weights, share } = layerArea(left, { width: 40, height: 20 }, { width: 20, height: 10 });
  assert.equal(share, 0.5);
  const positive = [...weights].map((weight) => (weight > 0 ? 1 : 0));
  assert.deepEqual(positive, [...plane(20, 10, (x) => (x < 8 ? 1 : 0))]);
  assert.ok(Math.abs(sum(weights) - 1) < 1e-6);
});

test('a small area keeps a style: it is drawn in less', () => {
  const dot = plane(64, 64, (x, y) => (x >= 32 && x < 40 && y >= 32 && y < 40 ? 1 : 0));
  const { weights } = layerArea(dot, { width: 64, height: 64 }, { width: 16, height: 16 });
  assert.ok(Math.abs(sum(weights) - 1) < 1e-6);
});

test('an area with nothing in it has no weight and no share', () => {
  const { weights, share } = layerArea(
    new Float32Array(64),
    { width: 8, height: 8 },
    { width: 4, height: 4 },
  );
  assert.equal(share, 0);
  assert.ok(weights.every((weight) => weight === 0));
});
