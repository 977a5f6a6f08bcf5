import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Size } from '../../src/image.js';
import { enlargedPart, keepOutside } from '../../src/upsample/keep-outside.js';
import { upsample } from '../../src/upsample/upsample.js';
import { Upsampler } from '../../src/upsample/upsampler.js';

const small = { width: 40, height: 24 };
const large = { width: 120, height: 72 };

/** A picture of which every pixel's colour is a function of its place, from 0 to 1 across and down. */
function picture({ width, height }: Size, colour: (x: number, y: number) => readonly number[]): Uint8Array {
  return Uint8Array.from({ length: 3 * width * height }, (_, i) => {
    const pixel = Math.floor(i / 3);
    const [x, y] = [(pixel % width) + 0.5, Math.floor(pixel / width) + 0.5];
    return colour(x / width, y / height)[i % 3] as number;
  });
}

/** Pixels covered in part by either side are mixed, as a camera would. */
function edge(size: Size, place: (y: number) => number, left: readonly number[], right: readonly number[]) {
  return picture(size, (x, y) => {
    const share = Math.min(1, Math.max(0, (x - place(y)) * size.width + 0.5));
    return left.map((value, c) => Math.round(value + ((right[c] as number) - value) * share));
  });
}

test('equal sizes give the painted picture itself', () => {
  const painted = picture(small, (x, y) => [255 * x, 255 * y, 90]);
  assert.equal(
    upsample(
      painted,
      small,
      picture(small, () => [1, 2, 3]),
      small,
    ),
    painted,
  );
});

test('constant colours stay exactly, where the source is constant too', () => {
  for (const colour of [
    [0, 0, 0],
    [255, 255, 255],
    [17, 130, 201],
  ]) {
    const out = upsample(
      picture(small, () => colour),
      small,
      picture(large, () => [50, 90, 20]),
      large,
    );
    assert.deepEqual(
      out,
      picture(large, () => colour),
    );
  }
});

for (const [name, place] of [
  ['upright', () => 0.5],
  ['slanted', (y: number) => 0.3 + 0.4 * y],
] as const) {
  test(`an ${name} edge of the source is an edge of the result, within a pixel, without halos`, () => {
    const source = edge(large, place, [30, 30, 30], [220, 220, 220]);
    const painted = edge(small, place, [20, 60, 160], [240, 200, 60]);
    const out = upsample(painted, small, source, large);
    const value = (x: number, y: number, c: number): number => out[3 * (y * large.width + x) + c] as number;
    for (let y = 4; y < large.height - 4; y++) {
      const wanted = place((y + 0.5) / large.height) * large.width;
      let crossing = 0;
      while (value(crossing, y, 0) < 130) crossing++;
      assert.ok(Math.abs(crossing - wanted) <= 1.5, `row ${y}: at ${crossing}, not ${wanted.toFixed(1)}`);
      const [before, after] = [Math.floor(wanted) - 3, Math.ceil(wanted) + 3];
      assert.ok(value(before, y, 0) < 75 && value(after, y, 0) > 185, `row ${y} is blurred`);
      for (let x = 0; x < large.width; x++) {
        assert.ok(value(x, y, 0) >= 20 - 16 && value(x, y, 2) <= 160 + 16, `halo at ${x}, ${y}`);
      }
    }
  });
}

test('what only the source shows comes through, darker where it is darker', () => {
  const lines = picture(large, (x) =>
    Math.floor(x * large.width) % 3 === 1 ? [60, 60, 60] : [120, 120, 120],
  );
  const out = upsample(
    picture(small, () => [100, 100, 100]),
    small,
    lines,
    large,
  );
  const middle = 3 * (36 * large.width + 60);
  assert.ok((out[middle + 3] as number) < (out[middle] as number) - 15);
});

test('a shift of a whole small pixel shifts the result: nothing depends on the place', () => {
  const texture = (x: number, y: number): number[] =>
    [1, 2, 3].map((c) => 128 + 60 * Math.sin(7 * c + 50 * x) * Math.cos(c + 31 * y));
  const [dx, sx] = [1 / small.width, large.width / small.width];
  const still = upsample(picture(small, texture), small, picture(large, texture), large);
  const moved = (x: number, y: number) => texture(x + dx, y);
  const shifted = upsample(picture(small, moved), small, picture(large, moved), large);
  for (let y = 12; y < large.height - 12; y++) {
    for (let x = 30; x < large.width - 30; x++) {
      for (let c = 0; c < 3; c++) {
        const [a, b] = [still, shifted].map((p, n) => p[3 * (y * large.width + x + (n === 0 ? sx : 0)) + c]);
        assert.ok(Math.abs((a as number) - (b as number)) <= 1);
      }
    }
  }
});

test('sizes that do not fit are refused', () => {
  const [painted, source] = [picture(small, () => [0, 0, 0]), picture(large, () => [0, 0, 0])];
  assert.throws(() => upsample(painted.subarray(3), small, source, large), RangeError);
  assert.throws(() => upsample(source, large, painted, small), RangeError);
});

test('letterbox bars stay as they are in the source', () => {
  const part = enlargedPart({ left: 0, top: 4, width: 40, height: 16 }, small, large);
  assert.deepEqual(part, { left: 0, top: 12, width: 120, height: 48 });
  const out = picture(large, () => [200, 0, 0]);
  const source = picture(large, () => [1, 2, 3]);
  keepOutside(out, source, large, { left: 5, top: 12, width: 100, height: 48 });
  const pixel = (x: number, y: number): number => out[3 * (y * large.width + x)] as number;
  assert.deepEqual([pixel(50, 11), pixel(50, 12), pixel(50, 59), pixel(50, 60)], [1, 200, 200, 1]);
  assert.deepEqual([pixel(4, 30), pixel(5, 30), pixel(104, 30), pixel(105, 30)], [1, 200, 200, 1]);
});

test('the thread gives what the function gives, one picture after the other', async () => {
  const whole = { left: 0, top: 0, ...large };
  await using upsampler = new Upsampler({ small, large, picture: whole, sourceColours: false });
  const painted = edge(small, () => 0.4, [20, 60, 160], [240, 200, 60]);
  const source = edge(large, () => 0.4, [30, 30, 30], [220, 220, 220]);
  const wanted = upsample(painted, small, source, large);
  const both = await Promise.all([upsampler.upsample(painted, source), upsampler.upsample(painted, source)]);
  for (const bytes of both) assert.deepEqual(Buffer.from(bytes), Buffer.from(wanted));
  await assert.rejects(upsampler.upsample(source, source), { code: 'ENGINE' });
});
