import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fadedIn } from '../../../src/stylize/fast/fade.js';
import { lightOf, lightOfColours } from '../../../src/stylize/fast/light.js';
import { colourStatistics } from '../../../src/stylize/initial/colour-transfer.js';

/** Two pixels, side by side. */
const picture = (dark: number, bright: number) => ({
  width: 2,
  height: 1,
  data: Float32Array.of(dark, bright, dark, bright, dark, bright),
});

test('mean and deviation of luma, of pixels and of their colours alike', () => {
  const one = { width: 2, height: 1, data: Float32Array.of(1, 0, 0, 0, 0, 0.5) };
  const { mean, deviation } = lightOf(one);
  assert.ok(Math.abs(mean - (0.2126 + 0.0361) / 2) < 1e-6);
  assert.ok(Math.abs(deviation - (0.2126 - 0.0361) / 2) < 1e-6);
  const colours = lightOfColours(colourStatistics(one));
  assert.ok(Math.abs(colours.mean - mean) < 1e-6 && Math.abs(colours.deviation - deviation) < 1e-6);
});

test('a frame is faded where it has both less light and less contrast than a third of its shot', () => {
  const shot = lightOf(picture(0.2, 0.8));
  const faded = (dark: number, bright: number) => fadedIn(lightOf(picture(dark, bright)), shot);
  assert.equal(faded(0, 0), 0);
  assert.ok(Math.abs(faded(0.04, 0.16) - 0.6) < 1e-6);
  assert.equal(faded(0.1, 0.4), 1);
  assert.equal(faded(0.5, 0.5), 1, 'a plain wall is no fade');
  assert.equal(faded(0, 0.25), 1, 'nor is the night');
});

test('a black shot stays black; a dim one is painted', () => {
  const black = lightOf(picture(0, 0));
  assert.equal(fadedIn(black, black), 0);
  const dim = lightOf(picture(1 / 255, 8 / 255));
  assert.equal(fadedIn(dim, dim), 1);
});
