import assert from 'node:assert/strict';
import { test } from 'node:test';
import { margin } from '../../../src/pipeline/margin.js';
import { keepEnlarged } from '../../../src/pipeline/regions/keep-enlarged.js';
import { keepSource, keepSourceBytes } from '../../../src/pipeline/regions/keep-source.js';
import { maskOf } from '../../../src/pipeline/regions/mask-values.js';
import type { Region } from '../../../src/pipeline/regions/read-regions.js';
import { RegionFrames } from '../../../src/pipeline/regions/region-frames.js';
import { withSoftEdge } from '../../../src/pipeline/regions/soft-edge.js';

const size = { width: 20, height: 12 };
const area = { left: 0, top: 0, ...size };
const plane = (value: (x: number, y: number) => number) =>
  Float32Array.from({ length: size.width * size.height }, (_, p) =>
    value(p % size.width, Math.floor(p / size.width)),
  );
const still = (value: (x: number, y: number) => number, keeps: boolean, strength = 1): Region => ({
  mask: { kind: 'still', plane: plane(value) },
  keeps,
  strength,
});
const framesOf = (all: readonly Region[]) =>
  new RegionFrames({ regions: { size, all, reach: 0 }, area, from: 0 });
/** The value of a plane with margin at a pixel of the picture. */
const at = (data: Float32Array, x: number, y: number) =>
  data[(y + margin) * (size.width + 2 * margin) + x + margin];
const grid = { width: size.width + 2 * margin, height: size.height + 2 * margin };
const pixels = grid.width * grid.height;
/** What is at x was at x − 2 in the frame before, and all of that is trusted. */
const moving = {
  source: { ...grid, data: new Float32Array(3 * pixels) },
  backward: { ...grid, u: new Float32Array(pixels).fill(-2), v: new Float32Array(pixels) },
  reliability: { ...grid, data: new Float32Array(pixels).fill(1) },
};

test('later regions lie over earlier ones; what is left is the style’s', async () => {
  await using frames = framesOf([
    still((x) => (x < 10 ? 1 : 0), false),
    still((_, y) => (y < 6 ? 1 : 0), false, 0.5),
  ]);
  const { areas, keep } = await frames.next(0, { startsShot: true });
  assert.equal(keep, undefined);
  assert.deepEqual(
    [areas.length, ...areas.map((one) => at(one, 2, 2)), ...areas.map((one) => at(one, 15, 9))],
    [3, 0, 0.5, 0.5, 1, 0, 0],
  );
});

test('under what is kept whole nothing is painted, under what is kept in part all is', async () => {
  await using frames = framesOf([still((x) => (x < 5 ? 1 : x < 10 ? 0.4 : 0), true)]);
  const { areas, keep } = await frames.next(0, { startsShot: true });
  assert.deepEqual([at(areas[0]!, 2, 2), at(areas[0]!, 7, 2), at(areas[0]!, 15, 2)], [0, 1, 1]);
  assert.deepEqual([keep![2], keep![15]], [1, 0]);
});

test('strengths that change take the place of the regions’ own', async () => {
  const all = [still((x) => (x < 10 ? 1 : 0), true, 0.3), still((x) => (x < 10 ? 0 : 1), true, 0.5)];
  const options = { regions: { size, all, reach: 0 }, area, from: 0 };
  await using frames = new RegionFrames({ ...options, strengthsAt: (index) => [index / 4, 1 - index / 4] });
  const kept: (readonly number[])[] = [];
  for (let index = 0; index < 3; index++) {
    const { keep } = await frames.next(index, { startsShot: index === 0 });
    kept.push([keep![0]!, keep![19]!]);
  }
  assert.deepEqual(kept, [
    [0, 1],
    [0.25, 0.75],
    [0.5, 0.5],
  ]);
});

test('a followed mask moves with the flow, is corrected by a later picture, and ends at a cut', async () => {
  const column = (from: number) => plane((x) => (x >= from && x < from + 3 ? 1 : 0));
  const pictures = [
    { frame: 1, plane: column(4) },
    { frame: 4, plane: column(12) },
  ];
  const region: Region = { mask: { kind: 'followed', pictures }, keeps: true, strength: 1 };
  await using frames = framesOf([region]);
  const kept = async (index: number, startsShot: boolean) => {
    const { keep } = await frames.next(index, { flow: startsShot ? undefined : moving, startsShot });
    return [...keep!.subarray(0, size.width)].flatMap((value, x) => (value > 0.5 ? [x] : []));
  };
  assert.deepEqual(await kept(0, true), []);
  assert.deepEqual(await kept(1, false), [4, 5, 6]);
  assert.deepEqual(await kept(2, false), [6, 7, 8]);
  const resumed = new RegionFrames({
    regions: { size, all: [region], reach: 0 },
    area,
    from: 3,
    followed: frames.followed,
  });
  const third = await resumed.next(3, { flow: moving, startsShot: false });
  assert.deepEqual(await kept(3, false), [8, 9, 10]);
  assert.equal(third.keep![9], 1);
  assert.deepEqual(await kept(4, false), [12, 13, 14]);
  assert.deepEqual(await kept(5, true), []);
});

test('a soft edge reaches outwards and leaves what lies in the mask as it is', () => {
  const hard = plane((x) => (x >= 8 && x < 12 ? 1 : 0));
  const soft = [...withSoftEdge(hard, size, 2).subarray(0, size.width)].map((v) => Number(v.toFixed(2)));
  assert.deepEqual(soft.slice(2, 13), [0, 0, 0.2, 0.4, 0.6, 0.8, 1, 1, 1, 1, 0.8]);
  assert.equal(withSoftEdge(hard, size, 0), hard);
});

test('what a codec makes of white and black is white and black; transparency is black', () => {
  const bytes = Uint8Array.of(251, 252, 250, 4, 3, 5, 128, 128, 128, 255, 255, 255);
  const values = maskOf({ bytes, alpha: Uint8Array.of(255, 255, 255, 0) });
  assert.deepEqual([values[0], values[1], values[3]], [1, 0, 0]);
  assert.ok(Math.abs(values[2]! - 128 / 255) < 1e-6);
});

test('the source is kept to the last bit where the mask is 1, in floats and in bytes', () => {
  const picture = (data: number[]) => ({ width: 3, height: 1, data: Float32Array.from(data) });
  const source = picture([0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9]);
  const painted = picture([1, 1, 1, 1, 1, 1, 1, 1, 1]);
  const keep = Float32Array.of(1, 0.5, 0);
  const { data } = keepSource(painted, source, keep);
  assert.equal(data[0], source.data[0]);
  assert.ok(Math.abs(data[1]! - 0.6) < 1e-6);
  assert.equal(data[2], 1);
  const bytes = keepSourceBytes(
    Uint8Array.of(200, 200, 200, 200, 200, 200),
    Uint8Array.of(7, 8, 9, 100, 100, 100),
    Float32Array.of(1, 0.5),
  );
  assert.deepEqual([...bytes], [7, 8, 9, 150, 150, 150]);
  assert.equal(keepSource(painted, source, undefined), painted);
});

test('an enlarged frame shows the large source where the painted one is the small source, and nowhere else', () => {
  const [small, large] = [
    { width: 8, height: 4 },
    { width: 16, height: 8 },
  ];
  const fill = (pixels: number, value: (p: number) => number) =>
    Uint8Array.from({ length: 3 * pixels }, (_, i) => value(Math.floor(i / 3)));
  const source = fill(32, (p) => 10 + p);
  const painted = fill(32, (p) => (p % 8 < 4 ? 10 + p : 200));
  const enlarged = fill(128, () => 99);
  const largeSource = fill(128, (p) => p);
  const out = keepEnlarged({ ...small, bytes: painted }, source, enlarged, { ...large, bytes: largeSource });
  assert.deepEqual([out[0], out[3 * 4]], [0, 4]);
  assert.deepEqual([out[3 * 10], out[3 * 127]], [99, 99]);
  const none = keepEnlarged({ ...small, bytes: fill(32, () => 1) }, source, enlarged, {
    ...large,
    bytes: largeSource,
  });
  assert.equal(none, enlarged);
});
