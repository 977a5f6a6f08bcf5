import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createImage, type Image } from '../../src/image.js';
import { cropToArea, findActiveArea, pasteIntoFrame } from '../../src/pipeline/letterbox.js';

/** A picture of `value` inside the area, `black` outside. */
function framed(
  value: number,
  black: number,
  left: number,
  top: number,
  width: number,
  height: number,
): Image {
  const image = createImage(20, 12);
  image.data.forEach((_, i) => {
    const x = i % 20;
    const y = Math.floor(i / 20) % 12;
    const inside = x >= left && x < left + width && y >= top && y < top + height;
    image.data[i] = inside ? value : black;
  });
  return image;
}

test('bars are found where every sample is black, with a little noise in the black', () => {
  assert.deepEqual(findActiveArea([framed(0.6, 0.05, 0, 2, 20, 8), framed(0.3, 0.02, 3, 3, 17, 6)]), {
    left: 0,
    top: 2,
    width: 20,
    height: 8,
  });
});

test('dark frames say nothing; a clip of nothing else keeps its whole frame', () => {
  const bars = framed(0.6, 0, 2, 2, 16, 8);
  assert.deepEqual(findActiveArea([createImage(20, 12), bars]), { left: 2, top: 2, width: 16, height: 8 });
  assert.deepEqual(findActiveArea([createImage(20, 12)]), { left: 0, top: 0, width: 20, height: 12 });
});

test('one small light in the dark is no letterbox', () => {
  assert.deepEqual(findActiveArea([framed(1, 0, 8, 5, 2, 2)]), { left: 0, top: 0, width: 20, height: 12 });
});

test('a picture cropped and pasted back gives the frame again, bars untouched', () => {
  const frame = framed(0.6, 0.05, 2, 3, 15, 6);
  const area = findActiveArea([frame]);
  const part = cropToArea(frame, area);
  assert.equal(part.data.length, 3 * 15 * 6);
  assert.ok(part.data.every((value) => value === Math.fround(0.6)));
  assert.deepEqual(pasteIntoFrame(frame, area, part), frame);
  const painted = pasteIntoFrame(frame, area, { ...part, data: part.data.map(() => 1) });
  assert.equal(painted.data[0], Math.fround(0.05));
  assert.equal(painted.data[3 * 20 + 2], 1);
});
