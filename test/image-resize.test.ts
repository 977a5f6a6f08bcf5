import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createImage, type Image } from '../src/image.js';
import { resizeImage, resizePainting, resizePlane } from '../src/image-resize.js';

const near = (actual: ArrayLike<number>, expected: readonly number[], tolerance = 1e-6) => {
  assert.equal(actual.length, expected.length);
  expected.forEach((value, i) => {
    const got = actual[i] as number;
    assert.ok(Math.abs(got - value) <= tolerance, `[${i}] ${got} is not ${value}`);
  });
};

/** A picture whose three planes are `red`, 2·red and 3·red. */
function picture(width: number, height: number, red: readonly number[]) {
  const image = createImage(width, height);
  for (let c = 0; c < 3; c++) {
    red.forEach((value, p) => {
      image.data[c * red.length + p] = (c + 1) * value;
    });
  }
  return image;
}

function noise(width: number, height: number) {
  let state = 7;
  const image = createImage(width, height);
  for (let i = 0; i < image.data.length; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    image.data[i] = state / 2 ** 32;
  }
  return image;
}

const mean = (values: Float32Array) => values.reduce((sum, value) => sum + value, 0) / values.length;

test('equal size gives the same picture back', () => {
  const image = noise(5, 3);
  assert.equal(resizeImage(image, 5, 3), image);
});

test('halving averages blocks of 2×2, channel by channel', () => {
  const half = resizeImage(picture(4, 2, [1, 3, 5, 7, 5, 7, 9, 11]), 2, 1);
  near(half.data, [4, 8, 8, 16, 12, 24]);
});

test('a new pixel takes fractions of the old ones it covers', () => {
  // 3 → 2: each new sample covers 1.5 old ones.
  near(resizePlane(Float32Array.of(1, 2, 6), 3, 1, 2, 1), [(1 + 0.5 * 2) / 1.5, (0.5 * 2 + 6) / 1.5]);
  near(resizePlane(Float32Array.of(1, 2, 6), 1, 3, 1, 2), [(1 + 0.5 * 2) / 1.5, (0.5 * 2 + 6) / 1.5]);
});

test('Catmull-Rom doubling of a step, by hand', () => {
  // Half-pixel centres: samples at −¼, ¼, ¾ … of the old grid; at distances ¼ and ¾ the cubic
  // weighs −0.0703125, 0.8671875, 0.2265625, −0.0234375; borders repeat.
  const doubled = resizeImage(picture(4, 1, [0, 0, 1, 1]), 8, 1);
  near(doubled.data.subarray(0, 8), [0, -0.0234375, -0.0703125, 0.203125, 0.796875, 1.0703125, 1.0234375, 1]);
});

test('a linear ramp stays a ramp away from the borders when enlarged', () => {
  const ramp = resizeImage(picture(8, 1, [0, 1, 2, 3, 4, 5, 6, 7]), 16, 1);
  for (let x = 4; x < 12; x++) near([ramp.data[x] as number], [(x + 0.5) / 2 - 0.5], 1e-5);
});

test('a plane is enlarged linearly and keeps its range', () => {
  near(resizePlane(Float32Array.of(0, 1), 2, 1, 4, 1), [0, 0.25, 0.75, 1]);
});

test('constants stay constant at any size', () => {
  const flat = createImage(7, 5);
  flat.data.fill(0.3);
  for (const [width, height] of [
    [3, 2],
    [16, 9],
    [7, 11],
    [2, 5],
    [1, 1],
  ] as const) {
    near(resizeImage(flat, width, height).data, new Array(3 * width * height).fill(0.3));
  }
});

test('shrinking keeps the mean, by any factor', () => {
  const image = noise(53, 37);
  for (const [width, height] of [
    [26, 18],
    [52, 36],
    [7, 37],
    [1, 1],
  ] as const) {
    const small = resizeImage(image, width, height);
    for (let c = 0; c < 3; c++) {
      const old = mean(image.data.subarray(c * 53 * 37, (c + 1) * 53 * 37));
      near([mean(small.data.subarray(c * width * height, (c + 1) * width * height))], [old], 1e-5);
    }
  }
});

test('a single pixel can be enlarged', () => {
  near(resizeImage(picture(1, 1, [0.5]), 3, 2).data.subarray(0, 6), [0.5, 0.5, 0.5, 0.5, 0.5, 0.5]);
});

test('impossible sizes are refused', () => {
  assert.throws(() => resizeImage(noise(2, 2), 0, 2), RangeError);
  assert.throws(() => resizeImage(noise(2, 2), 2.5, 2), RangeError);
  assert.throws(() => resizePlane(new Float32Array(3), 2, 2, 1, 1), RangeError);
});

describe('resizePainting', () => {
  test('a flat picture stays flat, and a size of its own stays itself', () => {
    const flat = { width: 23, height: 17, data: new Float32Array(3 * 23 * 17).fill(0.3) };
    for (const value of resizePainting(flat, 9, 5).data) assert.ok(Math.abs(value - 0.3) < 1e-6);
    assert.equal(resizePainting(flat, 23, 17), flat);
  });

  test('a fine wave that the smaller grid can hold keeps more of its strength than by averaging', () => {
    const width = 240;
    const wave = {
      width,
      height: 2,
      data: Float32Array.from({ length: 3 * 2 * width }, (_, i) => Math.sin((2 * Math.PI * (i % width)) / 8)),
    };
    const strength = ({ data }: Image) =>
      Math.sqrt(data.reduce((sum, v) => sum + v * v, 0) / data.length) * Math.SQRT2;
    const [lanczos, area] = [strength(resizePainting(wave, 80, 2)), strength(resizeImage(wave, 80, 2))];
    assert.ok(lanczos > area + 0.05 && lanczos < 1, `${lanczos}, ${area}`);
  });

  test('a wave too fine for the smaller grid is taken out', () => {
    const width = 240;
    const wave = {
      width,
      height: 2,
      data: Float32Array.from({ length: 3 * 2 * width }, (_, i) => Math.sin((2 * Math.PI * (i % width)) / 3)),
    };
    const { data } = resizePainting(wave, 60, 2);
    for (const value of data.subarray(10, 50)) assert.ok(Math.abs(value) < 0.05);
  });
});
