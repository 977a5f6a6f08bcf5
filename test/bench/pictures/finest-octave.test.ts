import assert from 'node:assert/strict';
import { test } from 'node:test';
import { finestOctave } from '../../../bench/pictures/finest-octave.js';
import type { Image } from '../../../src/image.js';

/** A grey picture whose tone at column x, row y is `tone(x, y)`. */
function drawn(width: number, height: number, tone: (x: number, y: number) => number): Image {
  const plane = Float32Array.from({ length: width * height }, (_, p) =>
    tone(p % width, Math.floor(p / width)),
  );
  const data = new Float32Array(3 * plane.length);
  for (let c = 0; c < 3; c++) data.set(plane, c * plane.length);
  return { width, height, data };
}

test('a checkerboard of pixels is all finest octave', () => {
  const { share } = finestOctave(drawn(16, 12, (x, y) => (x + y) % 2));
  assert.ok(Math.abs(share - 1) < 1e-5);
});

test('a smooth ramp has next to none; of checkerboards, the coarser the less', () => {
  const ramp = finestOctave(drawn(32, 32, (x) => x / 31)).share;
  assert.ok(ramp < 1e-3, `${ramp}`);
  const boards = [1, 2, 4, 8].map((side) => {
    const tone = (x: number, y: number) => (Math.floor(x / side) + Math.floor(y / side)) % 2;
    return finestOctave(drawn(32, 32, tone)).share;
  });
  assert.deepEqual(
    boards,
    boards.toSorted((a, b) => b - a),
  );
  assert.ok(boards[3]! < 0.25 && boards[3]! > ramp, boards.join(' '));
});

test('a picture of one tone has none', () => {
  assert.equal(finestOctave(drawn(8, 8, () => 0.4)).share, 0);
});

test('contrast does not matter', () => {
  const tone = (x: number, y: number) => Math.sin(x * y) * 0.5 + 0.5;
  const strong = finestOctave(drawn(20, 20, tone)).share;
  const weak = finestOctave(drawn(20, 20, (x, y) => 0.1 * tone(x, y) + 0.3)).share;
  assert.ok(Math.abs(strong - weak) < 1e-4);
});

test('only the pixels asked for count in the second mean, over the variance of all', () => {
  // Fine on the left, smooth on the right.
  const image = drawn(16, 16, (x, y) => (x < 8 ? (x + y) % 2 : 0.5));
  const left = Uint8Array.from({ length: 256 }, (_, p) => (p % 16 < 8 ? 1 : 0));
  const right = left.map((value) => 1 - value);
  const fine = finestOctave(image, left);
  const smooth = finestOctave(image, right);
  // The left half has ¼ of energy, all have ⅛ of variance.
  assert.ok(Math.abs((fine.shareWhere ?? 0) - 2) < 0.05, `${fine.shareWhere}`);
  assert.ok((smooth.shareWhere ?? 1) < 0.05, `${smooth.shareWhere}`);
  assert.ok(Math.abs((fine.shareWhere! + smooth.shareWhere!) / 2 - fine.share) < 1e-5);
});

test('where nothing was asked for, nothing is said', () => {
  const image = drawn(4, 4, (x) => x);
  assert.equal(finestOctave(image).shareWhere, null);
  assert.equal(finestOctave(image, new Uint8Array(16)).shareWhere, null);
});
