import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Image, imageFromRgb24, imageToRgb24, lumaAt } from '../src/image.js';
import { mulberry32 } from '../src/random.js';
import { inSourceColours, withSourceColours } from '../src/source-colours.js';

const [width, height] = [16, 12];
const pixels = width * height;
const whole = { left: 0, top: 0, width, height };
const random = (seed: number): Uint8Array => {
  const next = mulberry32(seed);
  return Uint8Array.from({ length: 3 * pixels }, () => Math.floor(256 * next()));
};
const one = (...values: [number, number, number]): Image => ({
  width: 1,
  height: 1,
  data: Float32Array.from(values),
});
const luma = (image: Image) => lumaAt(image.data, 1, 0);

test('luma is the painting’s where the colour of the source leaves room for it', () => {
  const source = one(0.5, 0.4, 0.45);
  const painted = one(0.6, 0.5, 0.55);
  const shown = inSourceColours(painted, source);
  // 0.1 of 0.5 is bent by a part in 2500; by whole levels of 255.
  for (const [c, value] of [0.6, 0.5, 0.55].entries())
    assert.ok(Math.abs(shown.data[c]! - value) < 0.51 / 255);
});

test('differences between the channels of 8-bit pictures are the source’s to the bit, whatever is painted', () => {
  const [source, painted] = [random(1), random(2)];
  const shown = withSourceColours(painted, source, width, whole);
  for (let i = 0; i < shown.length; i += 3) {
    assert.equal(shown[i]! - shown[i + 1]!, source[i]! - source[i + 1]!);
    assert.equal(shown[i + 2]! - shown[i + 1]!, source[i + 2]! - source[i + 1]!);
  }
});

test('the picture of floats is that of bytes, to half a level', () => {
  const [source, painted] = [random(3), random(4)];
  const bytes = withSourceColours(painted, source, width, whole);
  const floats = imageToRgb24(
    inSourceColours(imageFromRgb24(painted, width, height), imageFromRgb24(source, width, height)),
  );
  for (const [i, value] of bytes.entries()) assert.ok(Math.abs(value - floats[i]!) <= 1, `${i}`);
});

test('what is painted darker or brighter than the colour allows is bent, in order, and never cut off', () => {
  const source = one(0.1, 0.3, 0.9);
  const greys = Array.from({ length: 21 }, (_, i) => one(i / 20, i / 20, i / 20));
  const shown = greys.map((grey) => inSourceColours(grey, source));
  for (const [i, { data }] of shown.entries()) {
    for (const value of data) assert.ok(value >= 0 && value <= 1);
    assert.ok(Math.abs(data[2]! - data[0]! - 0.8) < 1e-6);
    if (i > 0) assert.ok(luma(shown[i]!) >= luma(shown[i - 1]!), `step ${i}`);
  }
});

test('a colour that leaves no room stays as it is', () => {
  const shown = inSourceColours(one(0.2, 0.9, 0.4), one(0, 0.5, 1));
  assert.deepEqual([...shown.data], [0, 0.5, 1]);
});

test('outside the part, the frame stays as it was; nothing given is changed', () => {
  const [source, painted] = [random(5), random(6)];
  const before = painted.slice();
  const part = { left: 3, top: 2, width: 7, height: 5 };
  const shown = withSourceColours(painted, source, width, part);
  assert.deepEqual(painted, before);
  const all = withSourceColours(painted, source, width, whole);
  for (let p = 0; p < pixels; p++) {
    const [x, y] = [p % width, Math.floor(p / width)];
    const inside = x >= 3 && x < 10 && y >= 2 && y < 7;
    assert.deepEqual(shown.slice(3 * p, 3 * p + 3), (inside ? all : painted).slice(3 * p, 3 * p + 3));
  }
});
