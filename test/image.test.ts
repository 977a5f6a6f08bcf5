import assert from 'node:assert/strict';
import { test } from 'node:test';
import { imageFromRgb24, imageToRgb24 } from '../src/image.js';

test('rgb24 to planar and back is the identity on bytes', () => {
  const bytes = Uint8Array.from({ length: 3 * 5 * 3 }, (_, i) => (i * 37) % 256);
  const image = imageFromRgb24(bytes, 5, 3);
  assert.equal(image.data[0], Math.fround((bytes[0] as number) / 255));
  assert.equal(image.data[15 + 1], Math.fround((bytes[4] as number) / 255));
  assert.deepEqual(imageToRgb24(image), bytes);
});

test('rgb24 of the wrong length is refused', () => {
  assert.throws(() => imageFromRgb24(new Uint8Array(10), 2, 2), /Expected 12 bytes .* got 10/);
});

test('planar values outside [0,1] are clamped, the rest rounded to nearest', () => {
  const image = { width: 1, height: 1, data: Float32Array.of(-0.2, 0.5, 1.7) };
  assert.deepEqual([...imageToRgb24(image)], [0, 128, 255]);
});
