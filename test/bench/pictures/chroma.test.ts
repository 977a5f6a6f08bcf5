import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chromaOf } from '../../../bench/pictures/chroma.js';
import { greyed, lumaOf } from '../../../bench/pictures/luma.js';

const near = (a: number, b: number) => assert.ok(Math.abs(a - b) < 1e-6, `${a}, expected ${b}`);

test('grey has no chroma, whatever its tones', () => {
  assert.equal(chromaOf({ width: 2, height: 1, data: Float32Array.of(0.25, 1, 0.25, 1, 0.25, 1) }), 0);
});

test('pure red by hand, and half of it beside black', () => {
  // |1 − ⅓|, |0 − ⅓|, |0 − ⅓|: mean 4⁄9.
  near(chromaOf({ width: 1, height: 1, data: Float32Array.of(1, 0, 0) }), 4 / 9);
  near(chromaOf({ width: 2, height: 1, data: Float32Array.of(1, 0, 0, 0, 0, 0) }), 2 / 9);
});

test('a greyed picture keeps its luma and loses its chroma', () => {
  const picture = { width: 2, height: 1, data: Float32Array.of(1, 0.2, 0, 0.5, 0.3, 0.9) };
  const grey = greyed(picture);
  near(chromaOf(grey), 0);
  for (const [p, value] of lumaOf(grey).entries()) near(value, lumaOf(picture)[p]!);
});
