import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Image } from '../../../src/image.js';
import { mulberry32 } from '../../../src/random.js';
import { addGridPattern } from '../../../src/stylize/fast/tuning/grid-pattern.js';

const [width, height] = [48, 40];

function picture(value: (x: number, y: number) => number): Image {
  const data = Float32Array.from({ length: 3 * width * height }, (_, i) =>
    value(i % width, Math.floor(i / width) % height),
  );
  return { width, height, data };
}

const patternOf = (image: Image) => addGridPattern(new Float32Array(image.data.length), image);

test('a weave of two or four pixels is seen, slopes and what moves against the grid are not', () => {
  const weave = (period: number) =>
    patternOf(picture((x, y) => 0.5 + 0.02 * (x % period === 0 || y % period === 0 ? 1 : 0)));
  const random = mulberry32(3);
  // Of the weaves' deviation.
  const noise = patternOf(picture(() => 0.5 + 0.03 * (random() - 0.5)));
  const slope = patternOf(picture((x, y) => (x + 2 * y) / 200));
  const strokes = patternOf(
    picture((x, y) => 0.5 + 0.02 * Math.sign(Math.sin((2 * Math.PI * (x + y / 3)) / 5))),
  );
  for (const period of [2, 4])
    assert.ok(weave(period) > 5 * Math.max(noise, strokes), `${weave(period)} ${noise} ${strokes}`);
  assert.ok(slope < 1e-12);
});

test('its gradient is that of its mean square', () => {
  const random = mulberry32(7);
  const image = picture(() => random());
  const pull = new Float32Array(image.data.length);
  addGridPattern(pull, image);
  for (const p of [0, 51, 777, 48 * 40 + 48 * 20 + 20, 3 * 48 * 40 - 1]) {
    const moved = (step: number) => {
      const data = image.data.slice();
      data[p]! += step;
      return patternOf({ width, height, data });
    };
    const slope = 20_000 * (moved(0.5) - moved(-0.5));
    assert.ok(
      Math.abs(pull[p]! - slope) < 1e-3 * Math.max(...pull.map(Math.abs)),
      `${p}: ${pull[p]} ${slope}`,
    );
  }
});
