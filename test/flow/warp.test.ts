import assert from 'node:assert/strict';
import { test } from 'node:test';
import { UsageError } from '../../src/errors.js';
import { type WarpKernel, warp, warpPlanes } from '../../src/flow/warp.js';
import { createImage } from '../../src/image.js';
import { constantFlow, draw, texture } from './texture.js';

const kernels: readonly WarpKernel[] = ['spline', 'bilinear'];

for (const kernel of kernels) {
  test(`${kernel}: no motion gives the same bits, whole pixels an exact shift`, () => {
    const image = draw(37, 23, (x, y, c) => ((x * 7919 + y * 104729 + c * 31) % 256) / 255);
    assert.deepEqual(warp(image, constantFlow(37, 23, 0, 0), kernel), image);
    const shifted = warp(image, constantFlow(37, 23, 3, -2), kernel);
    const expected = draw(
      37,
      23,
      (x, y, c) => image.data[(c * 23 + Math.max(y - 2, 0)) * 37 + Math.min(x + 3, 36)]!,
    );
    assert.deepEqual(shifted, expected);
  });

  test(`${kernel}: a flat picture stays flat, points far outside take the edge`, () => {
    const flat = draw(20, 12, () => 0.625);
    const moved = warp(flat, constantFlow(20, 12, 0.37, -0.61), kernel);
    assert.ok(moved.data.every((value) => Math.abs(value - 0.625) < 1e-5));
    const ramp = draw(20, 12, (x) => x / 19);
    assert.ok(warp(ramp, constantFlow(20, 12, 1e6, 0), kernel).data.every((value) => value === 1));
    assert.ok(warp(ramp, constantFlow(20, 12, -1e6, 0), kernel).data.every((value) => value === 0));
  });
}

test('known values half-way across a step', () => {
  const step = Float32Array.from([0, 0, 0, 0, 1, 1, 1, 1]);
  const flow = constantFlow(8, 1, 0.5, 0);
  const linear = warpPlanes(step, flow, 'bilinear');
  assert.deepEqual([...linear], [0, 0, 0, 0.5, 1, 1, 1, 1]);
  const spline = warpPlanes(step, flow, 'spline');
  assert.ok(Math.abs(spline[3]! - 0.5) < 1e-5);
});

test('a smooth picture moved by fractions is what it is there; the spline is nearest', () => {
  const image = draw(80, 60, (x, y, c) => texture(x, y, c));
  const errors = kernels.map((kernel) => {
    const moved = warp(image, constantFlow(80, 60, 0.41, -0.73), kernel);
    let worst = 0;
    for (let c = 0; c < 3; c++) {
      for (let y = 12; y < 48; y++) {
        for (let x = 12; x < 68; x++) {
          const error = moved.data[(c * 60 + y) * 80 + x]! - texture(x + 0.41, y - 0.73, c);
          worst = Math.max(worst, Math.abs(error));
        }
      }
    }
    return worst;
  });
  assert.ok(errors[0]! < 2e-4, `spline ${errors[0]}`);
  assert.ok(errors[1]! > 10 * errors[0]!, `bilinear ${errors[1]}`);
});

test('a hundred warps with the spline neither blur away nor blow up a noisy picture', () => {
  let seed = 1;
  const noise = () => {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    return seed / 2 ** 32;
  };
  const image = draw(64, 64, noise);
  const energy = (data: Float32Array) => {
    let sum = 0;
    for (let y = 16; y < 48; y++) {
      for (let x = 16; x < 48; x++) sum += (data[y * 64 + x]! - data[y * 64 + x + 1]!) ** 2;
    }
    return sum;
  };
  const after = (kernel: WarpKernel) => {
    let now = image;
    for (let i = 0; i < 100; i++) {
      const d = i % 2 === 0 ? 0.3 : -0.3;
      now = warp(now, constantFlow(64, 64, d, d), kernel);
    }
    return energy(now.data) / energy(image.data);
  };
  const kept = after('spline');
  assert.ok(kept > 0.2 && kept < 1, `kept ${kept}`);
  assert.ok(after('bilinear') < kept / 4);
});

test('sizes that do not fit are refused', () => {
  assert.throws(() => warp(createImage(8, 8), constantFlow(8, 9, 0, 0)), UsageError);
  assert.throws(() => warpPlanes(new Float32Array(9), constantFlow(8, 1, 0, 0)), UsageError);
});
