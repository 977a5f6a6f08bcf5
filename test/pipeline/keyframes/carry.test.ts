import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FlowEstimator } from '../../../src/flow/estimator.js';
import type { Image } from '../../../src/image.js';
import { carryKey, type SourceFrame } from '../../../src/pipeline/keyframes/carry.js';

const [width, height] = [40, 30];
/** A texture whose pixel x of frame n lies at x + 2n: everything moves to the left by two pixels a frame. */
const shifted = (n: number, value: (x: number, y: number) => number): Image => ({
  width,
  height,
  data: Float32Array.from({ length: 3 * width * height }, (_, i) =>
    value((i % width) + 2 * n, Math.floor(i / width) % height),
  ),
});
const texture = (x: number, y: number) => 0.5 + 0.3 * Math.sin(x / 2) * Math.cos(y / 3);
const paint = (x: number, y: number) => 0.5 + 0.3 * Math.cos(x / 3 + y / 4);
const frame = (index: number): SourceFrame => ({ index, source: shifted(index, texture) });

/** Knows the motion, by the order in which it is asked for frames. */
const estimatorOf = (step: number): FlowEstimator => {
  const field = (u: number) => ({
    width,
    height,
    u: new Float32Array(width * height).fill(u),
    v: new Float32Array(width * height),
  });
  return {
    description: 'known',
    estimateBoth: async () => ({ forward: field(-2 * step), backward: field(2 * step) }),
    refine: async (_from, _to, guess) => guess,
    [Symbol.asyncDispose]: async () => {},
  };
};
const noCuts = { isCut: async () => false };

for (const [way, step] of [
  ['forwards', 1],
  ['backwards', -1],
] as const) {
  test(`a key frame is carried ${way}: its picture moves with the source, and is trusted where that shows the same`, async () => {
    const key = { ...frame(10), picture: shifted(10, paint) };
    async function* frames() {
      for (let n = 1; n <= 4; n++) yield frame(10 + step * n);
    }
    const carried = [];
    for await (const one of carryKey(key, frames(), { estimator: estimatorOf(step), cuts: noCuts }))
      carried.push(one);
    assert.deepEqual(
      carried.map(({ index }) => index),
      [1, 2, 3, 4].map((n) => 10 + step * n),
    );
    const { index, picture, trust } = carried[3]!;
    const expected = shifted(index, paint);
    const middle = 15 * width + 20;
    assert.ok(Math.abs(picture.data[middle]! - expected.data[middle]!) < 1e-5);
    assert.equal(trust[middle], 1);
    // What has come in at the edge since, the key frame does not show.
    const edge = 15 * width + (step > 0 ? width - 2 : 1);
    assert.equal(trust[edge], 0);
  });
}

test('nothing is carried over a cut, which is asked for in the order of the clip', async () => {
  const asked: number[][] = [];
  const seen = (image: Image) => Math.round(image.data[0]! * 1e6);
  const cuts = {
    isCut: async (earlier: Image, later: Image) => {
      asked.push([seen(earlier), seen(later)]);
      return asked.length === 2;
    },
  };
  async function* frames() {
    for (const index of [9, 8, 7]) yield frame(index);
  }
  const key = { ...frame(10), picture: shifted(10, paint) };
  const carried = [];
  for await (const { index } of carryKey(key, frames(), { estimator: estimatorOf(-1), cuts }))
    carried.push(index);
  assert.deepEqual(carried, [9]);
  assert.deepEqual(asked, [
    [seen(frame(9).source), seen(frame(10).source)],
    [seen(frame(8).source), seen(frame(9).source)],
  ]);
});
