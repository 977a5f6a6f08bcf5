import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createImage } from '../../src/image.js';
import { addMargin, removeMargin, sizeWithMargin } from '../../src/pipeline/margin.js';

test('a margin continues the picture by reflection on every side', () => {
  const image = createImage(9, 8);
  image.data.forEach((_, i) => {
    image.data[i] = i;
  });
  const wide = addMargin(image);
  const { width, height } = sizeWithMargin(image);
  assert.deepEqual([wide.width, wide.height], [width, height]);
  const m = (width - 9) / 2;
  const at = (x: number, y: number) => wide.data[(y + m) * width + x + m];
  assert.equal(at(0, 0), 0);
  assert.equal(at(-2, 0), 2);
  assert.equal(at(0, -3), 3 * 9);
  assert.equal(at(9, 2), 2 * 9 + 7);
  assert.equal(at(8, 8), 6 * 9 + 8);
});

test('the margin comes off again, also where it is wider than the picture', () => {
  for (const [width, height] of [
    [9, 8],
    [3, 1],
  ] as const) {
    const image = createImage(width, height);
    image.data.forEach((_, i) => {
      image.data[i] = Math.sin(i);
    });
    assert.deepEqual(removeMargin(addMargin(image)), image);
    assert.ok(addMargin(image).data.every((value) => image.data.includes(value)));
  }
});
