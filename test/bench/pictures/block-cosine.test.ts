import assert from 'node:assert/strict';
import { test } from 'node:test';
import { blockCosines, blockMeans, cosine } from '../../../bench/pictures/block-cosine.js';

test('1 the same way, −1 the other, 0 at right angles and for nothing', () => {
  const a = Float32Array.of(1, 2, 3);
  assert.ok(Math.abs(cosine(a, Float32Array.of(2, 4, 6)) - 1) < 1e-9);
  assert.ok(Math.abs(cosine(a, Float32Array.of(-1, -2, -3)) + 1) < 1e-9);
  assert.equal(cosine(Float32Array.of(1, 0), Float32Array.of(0, 5)), 0);
  assert.equal(cosine(a, new Float32Array(3)), 0);
  assert.throws(() => cosine(a, new Float32Array(2)), RangeError);
});

test('means of blocks by hand; what does not fill one is left out', () => {
  const plane = [1, 2, 3, 4, 9, 5, 6, 7, 8, 9, 9, 9, 9, 9, 9];
  const means = blockMeans(
    { width: 5, height: 3, data: Float32Array.from([...plane, ...plane.map((v) => -v), ...plane]) },
    2,
  );
  assert.deepEqual([...means], [3.5, 5.5, -3.5, -5.5, 3.5, 5.5]);
});

test('gradients that differ by pixels but agree over blocks', () => {
  const sided = (sign: number) => ({
    width: 8,
    height: 8,
    data: Float32Array.from({ length: 192 }, (_, i) => 1 + sign * (i % 2 === 0 ? 3 : -3)),
  });
  const { pixels, blocks2, blocks4 } = blockCosines(sided(1), sided(-1));
  assert.ok(pixels < 0);
  assert.ok(Math.abs(blocks2 - 1) < 1e-6 && Math.abs(blocks4 - 1) < 1e-6);
});
