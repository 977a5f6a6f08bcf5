import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CarriedKey } from '../../../src/pipeline/keyframes/carry.js';
import { crossFade } from '../../../src/pipeline/keyframes/cross-fade.js';

/** Two pixels of one grey. */
const carried = (grey: number, ...trust: number[]): CarriedKey => ({
  index: 5,
  picture: { width: 2, height: 1, data: new Float32Array(6).fill(grey) },
  trust: Float32Array.from(trust),
});
const near = (got: Float32Array | undefined, expected: number[]) => {
  assert.ok(got);
  for (const [i, value] of expected.entries())
    assert.ok(Math.abs(got[i]! - value) < 1e-6, `${got} is ${expected}`);
};

test('where both key frames show a pixel, it is mixed by how near they are', () => {
  const guide = crossFade(carried(0, 1, 1), carried(1, 1, 1), 0.25);
  near(guide?.target.data.slice(0, 2), [0.25, 0.25]);
  near(guide?.weight, [1, 1]);
});

test('where one does, that holds, and lets go on the half of the way that is nearer to the other', () => {
  const at = (passed: number) => crossFade(carried(0, 1, 0), carried(1, 0, 1), passed);
  near(at(0.25)?.weight, [1, 0.5]);
  near(at(0.9)?.weight, [0.2, 1]);
  near(at(0.9)?.target.data.slice(0, 2), [0, 1]);
});

test('a key frame alone holds as far as it is carried; none says nothing', () => {
  near(crossFade(carried(0.5, 1, 0.25), undefined, 0)?.weight, [1, 0.25]);
  near(crossFade(undefined, carried(0.5, 1, 0.25), 0)?.weight, [1, 0.25]);
  near(crossFade(undefined, carried(0.5, 1, 0.25), 0)?.target.data, [0.5, 0.5, 0.5, 0.5, 0.5, 0.5]);
  assert.equal(crossFade(undefined, undefined, 0.5), undefined);
});
