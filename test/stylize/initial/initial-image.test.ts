import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Image } from '../../../src/image.js';
import { initialFromPrior, noiseImage } from '../../../src/stylize/initial/initial-image.js';

test('noise depends on the seed alone and stays in its range', () => {
  const a = noiseImage(31, 17, 7);
  assert.deepEqual(noiseImage(31, 17, 7), a);
  assert.notDeepEqual(noiseImage(31, 17, 8).data, a.data);
  assert.ok(a.data.every((value) => value >= 0.25 && value <= 0.75));
  const mean = a.data.reduce((sum, value) => sum + value, 0) / a.data.length;
  assert.ok(Math.abs(mean - 0.5) < 0.02, `mean ${mean}`);
});

const width = 40;
const height = 10;
const pixels = width * height;
/** Left part trusted, right part uncovered. */
const trust = (trusted: number) =>
  Float32Array.from({ length: pixels }, (_, p) => (p % width < trusted ? 1 : 0));
const picture = (value: (x: number, y: number, c: number) => number): Image => ({
  width,
  height,
  data: Float32Array.from({ length: 3 * pixels }, (_, i) =>
    value(i % width, Math.floor(i / width) % height, Math.floor(i / pixels)),
  ),
});

test('trusted pixels start from the prior, uncovered ones from the source in the colours of the prior', () => {
  const source = picture((x, y) => 0.4 + 0.2 * ((x + y) % 2));
  const target = picture((x, y, c) => 0.2 + 0.1 * c + 0.1 * ((x + y) % 2));
  const start = initialFromPrior(source, { target, weight: trust(30) });
  for (const [i, value] of start.data.entries()) {
    // The source's chequerboard has half the contrast in the painting, about another mean: the same everywhere.
    assert.ok(Math.abs(value - (target.data[i] as number)) < 1e-3, `[${i}] ${value}`);
  }
});

test('with nothing trusted the start is the source, finite', () => {
  const source = picture((x) => x / width);
  const start = initialFromPrior(source, { target: picture(() => 0), weight: trust(0) });
  assert.ok(start.data.every(Number.isFinite));
});
