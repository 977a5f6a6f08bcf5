import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createImage, type Image } from '../../../src/image.js';
import { fromNetwork, RANGES, toNetworkInto } from '../../../src/stylize/style-network/colour-range.js';
import { withDetailOf } from '../../../src/stylize/style-network/detail.js';
import {
  borderedSize,
  withBorder,
  withoutBorder,
} from '../../../src/stylize/style-network/mirrored-border.js';
import { networkInput } from '../../../src/stylize/style-network/network-input.js';
import { testPicture } from '../../../src/stylize/style-network/test-picture.js';

const close = (a: ArrayLike<number>, b: ArrayLike<number>, tolerance: number) => {
  assert.equal(a.length, b.length);
  for (let i = 0; i < a.length; i++) {
    assert.ok(Math.abs(a[i]! - b[i]!) <= tolerance, `${a[i]} is not ${b[i]}, at ${i}`);
  }
};

test('black, white and red, as networks take them', () => {
  const planes = Float32Array.of(0, 1, 1, 0, 1, 0, 0, 1, 0);
  const expected = {
    '1': [0, 1, 1, 0, 1, 0, 0, 1, 0],
    '255': [0, 255, 255, 0, 255, 0, 0, 255, 0],
    signed: [-1, 1, 1, -1, 1, -1, -1, 1, -1],
    vgg: [
      [-123.68, 131.32, 131.32],
      [-116.779, 138.221, -116.779],
      [-103.939, 151.061, -103.939],
    ].flat(),
  };
  for (const range of RANGES) {
    const rgb = new Float32Array(9);
    toNetworkInto(rgb, 0, planes, { range, order: 'rgb' });
    close(rgb, expected[range], 1e-4);
    const bgr = new Float32Array(9);
    toNetworkInto(bgr, 0, planes, { range, order: 'bgr' });
    close(
      bgr,
      [6, 7, 8, 3, 4, 5, 0, 1, 2].map((i) => expected[range][i]!),
      1e-4,
    );
    for (const order of ['rgb', 'bgr'] as const) {
      const there = new Float32Array(9);
      toNetworkInto(there, 0, planes, { range, order });
      close(fromNetwork(there, { width: 3, height: 1 }, { range, order }), planes, 1e-6);
    }
  }
});

test('with 6 channels the past frame goes along, with 7 what is trusted of it and how far', () => {
  const colours = { range: '255', order: 'bgr' } as const;
  const planes = Float32Array.of(0.1, 0.2, 0.3, 0.4, 0.5, 0.6);
  const past = { planes: Float32Array.of(1, 1, 0.5, 0.5, 0, 0), trust: Float32Array.of(1, 0.5) };
  const bgr = [0.5, 0.6, 0.3, 0.4, 0.1, 0.2].map((value) => 255 * value);
  const pastBgr = [0, 0, 127.5, 127.5, 255, 255];
  close(networkInput(3, planes, colours, past), bgr, 1e-4);
  close(networkInput(6, planes, colours, past), [...bgr, ...pastBgr], 1e-4);
  close(networkInput(6, planes, colours), [...bgr, ...bgr], 1e-4);
  const trusted = [0, 0, 127.5, 63.75, 255, 127.5];
  close(networkInput(7, planes, colours, past), [...bgr, ...trusted, 1, 0.5], 1e-4);
  close(networkInput(7, planes, colours), [...bgr, ...new Array(8).fill(0)], 1e-4);
});

test('a picture gets 40 mirrored pixels at every side, in multiples of four, whatever its margin', () => {
  const picture = testPicture(53, 21);
  assert.deepEqual(borderedSize(picture), { width: 136, height: 104 });
  const bordered = withBorder(picture.data, picture, 0);
  const at = (x: number, y: number) => bordered[(40 + y) * 136 + 40 + x];
  assert.equal(at(0, 0), picture.data[0]);
  assert.equal(at(-3, 2), picture.data[2 * 53 + 3]);
  assert.equal(at(52 + 7, 20 + 4), picture.data[16 * 53 + 45]);
  assert.deepEqual(withoutBorder(bordered, picture, 0), picture);
  // Its margin of six pixels is made anew from what is within.
  const larger = withoutBorder(bordered, { width: 65, height: 33 }, 6);
  assert.deepEqual(withBorder(larger.data, larger, 6), bordered);
  const spoilt = { ...larger, data: larger.data.slice() };
  spoilt.data.fill(9, 0, 65 * 6);
  assert.deepEqual(withBorder(spoilt.data, larger, 6), bordered);
});

test('the smallest picture has a border, too', () => {
  const picture = { width: 1, height: 2, data: Float32Array.of(0.1, 0.9, 0.2, 0.8, 0.3, 0.7) };
  const bordered = withBorder(picture.data, picture, 0);
  assert.equal(bordered.length, 3 * 84 * 84);
  assert.deepEqual(withoutBorder(bordered, picture, 0), picture);
});

/** Sum of squared differences of neighbours in both directions, of all planes. */
function gradient({ width, data }: Image): number {
  const squares = (step: number) =>
    data.reduce((sum, value, i) => (i < step ? sum : sum + (value - data[i - step]!) ** 2), 0);
  return squares(1) + squares(width);
}

test('detail that averaging took comes back over a few frames, and no more than that', () => {
  const like = testPicture(64, 48);
  const shifted = like.data.map((value, i) => like.data[i + 65] ?? value);
  const averaged = { ...like, data: like.data.map((value, i) => (value + shifted[i]!) / 2) };
  assert.ok(gradient(averaged) < 0.7 * gradient(like));
  let restored: Image = averaged;
  for (let frame = 0; frame < 8; frame++) restored = withDetailOf(restored, like);
  const share = gradient(restored) / gradient(like);
  assert.ok(share > 0.8 && share < 1.02, `${share} of its gradient`);
  const mean = (data: Float32Array) => data.reduce((sum, value) => sum + value, 0) / data.length;
  assert.ok(Math.abs(mean(restored.data) - mean(averaged.data)) < 1e-3);
});

test('strokes 6 pixels wide are detail too; what is larger is none', () => {
  const waves = (period: number, contrast: number): Image => {
    const image = createImage(144, 96);
    image.data.forEach((_, i) => {
      image.data[i] = 0.5 + 0.3 * contrast * Math.sin((2 * Math.PI * (i % 144)) / period);
    });
    return image;
  };
  const contrastOf = ({ data }: Image) => (Math.max(...data) - Math.min(...data)) / 0.6;
  const raised = (period: number) => contrastOf(withDetailOf(waves(period, 0.85), waves(period, 1)));
  assert.ok(raised(12) > 0.97, `${raised(12)}`);
  assert.ok(raised(144) < 0.88, `${raised(144)}`);
});

test('detail is given back where it was taken, and taken back where there is too much', () => {
  // 8 px waves all over; in the picture, fainter on the left and stronger on the right.
  const size = { width: 323, height: 66 };
  const waves = (left: number, right: number): Image => {
    const image = createImage(size.width, size.height);
    image.data.forEach((_, i) => {
      const x = i % size.width;
      image.data[i] = 0.5 + 0.3 * (x < 160 ? left : right) * Math.sin((2 * Math.PI * x) / 8);
    });
    return image;
  };
  const { data } = withDetailOf(waves(0.9, 1.1), waves(1, 1));
  const contrast = (from: number, to: number) => {
    const row = data.subarray(2 * size.width + from, 2 * size.width + to);
    return (Math.max(...row) - Math.min(...row)) / 0.6;
  };
  for (const [from, to] of [
    [8, 96],
    [226, 316],
  ] as const) {
    const found = contrast(from, to);
    assert.ok(Math.abs(found - 1) < 0.03, `${found} is not 1, from ${from} to ${to}`);
  }
});

test('what a warp takes of the finest detail comes back, and leaves what is coarser as it is', () => {
  const size = { width: 192, height: 48 };
  const waves = (fine: number): Image => {
    const image = createImage(size.width, size.height);
    image.data.forEach((_, i) => {
      const angle = 2 * Math.PI * (i % size.width);
      image.data[i] = 0.5 + 0.1 * fine * Math.sin(angle / 3) + 0.2 * Math.sin(angle / 8);
    });
    return image;
  };
  let held = waves(0.5);
  for (let frame = 0; frame < 3; frame++) held = withDetailOf(held, waves(1));
  // Of a row in the middle, over whole periods.
  const row = held.data.subarray(20 * size.width + 24, 20 * size.width + 168);
  const amplitude = (period: number) => {
    const part = (wave: (angle: number) => number) =>
      row.reduce((sum, value, i) => sum + value * wave((2 * Math.PI * i) / period), 0);
    return (2 * Math.hypot(part(Math.sin), part(Math.cos))) / row.length;
  };
  assert.ok(Math.abs(amplitude(3) / 0.1 - 1) < 0.1, `${amplitude(3)} of 3 pixels`);
  assert.ok(Math.abs(amplitude(8) / 0.2 - 1) < 0.05, `${amplitude(8)} of 8 pixels`);
});

test('a picture that has as much detail stays as it is, and so does one without any', () => {
  const like = testPicture(32, 24);
  assert.deepEqual(withDetailOf(like, like), like);
  const plain = createImage(32, 24);
  assert.deepEqual(withDetailOf(plain, like), plain);
});
