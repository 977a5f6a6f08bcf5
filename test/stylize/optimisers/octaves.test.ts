import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Octaves } from '../../../src/stylize/optimisers/octaves.js';
import { VectorSpace } from '../../../src/stylize/optimisers/vector-space.js';
import { randomNormal } from '../random-network.js';

/** P Pᵀ v, by the kernels. */
function spread(octaves: Octaves, values: Float32Array): Float32Array {
  const space = new VectorSpace(values.length, 1, octaves);
  const [v] = space.vectors;
  assert.ok(v);
  v.values.set(values);
  space.spreadInto(v);
  return v.values.slice();
}

const dot = (a: Float32Array, b: Float32Array) =>
  a.reduce((sum, value, i) => sum + value * (b[i] as number), 0);

/** (1 3 3 1)/4 in one direction, by its definition: fine value i from the two nearest coarse ones. */
function enlarged(coarse: readonly number[], length: number): number[] {
  const at = (i: number) => coarse[Math.min(coarse.length - 1, Math.max(0, i))] as number;
  return Array.from({ length }, (_, i) => 0.75 * at(i >> 1) + 0.25 * at((i >> 1) + (i % 2 ? 1 : -1)));
}

describe('octaves', () => {
  test('an impulse spreads to the enlargement of its own shrinking', () => {
    // One row of five: the matrix U is 5 × 3, and with weights 2 and 1 the result is (4 I + U Uᵀ) v.
    const columns = [0, 1, 2].map((k) =>
      enlarged(
        [0, 1, 2].map((i) => (i === k ? 1 : 0)),
        5,
      ),
    );
    for (let at = 0; at < 5; at++) {
      const impulse = new Float32Array(5);
      impulse[at] = 1;
      const result = spread({ width: 5, height: 1, weights: [2, 1] }, impulse);
      for (let i = 0; i < 5; i++) {
        const along = columns.reduce((sum, u) => sum + (u[i] as number) * (u[at] as number), 0);
        assert.ok(Math.abs((result[i] as number) - along - (i === at ? 4 : 0)) < 1e-6, `${at}, ${i}`);
      }
    }
  });

  test('a flat picture stays flat, each octave of it four times as strong as the finer one', () => {
    const result = spread(
      { width: 16, height: 8, weights: [1, 0.5, 0.25] },
      new Float32Array(3 * 128).fill(0.1),
    );
    for (const value of result) assert.ok(Math.abs(value - 0.1 * (1 + 4 / 4 + 16 / 16)) < 1e-6);
  });

  test('the operator is symmetric and positive at odd sizes, and keeps the planes apart', () => {
    const octaves = { width: 13, height: 7, weights: [1, 0.7, 0.5] };
    const [a, b] = [randomNormal(3 * 91, 1), randomNormal(3 * 91, 2)];
    const forth = dot(a, spread(octaves, b));
    assert.ok(Math.abs(forth - dot(spread(octaves, a), b)) < 1e-3 * Math.abs(forth) + 1e-3);
    assert.ok(dot(a, spread(octaves, a)) > dot(a, a));
    const one = new Float32Array(3 * 91);
    one.set(a.subarray(91, 182), 91);
    const result = spread(octaves, one);
    assert.ok(result.subarray(0, 91).every((value) => value === 0));
    assert.ok(result.subarray(182).every((value) => value === 0));
    assert.ok(dot(result, result) > 1);
  });

  test('weight 0 for the pixels leaves only what the coarser octave can show', () => {
    const checks = Float32Array.from({ length: 64 }, (_, i) => (((i % 8) + (i >> 3)) % 2 ? 1 : -1));
    const result = spread({ width: 8, height: 8, weights: [0, 1] }, checks);
    assert.ok(result.every((value) => Math.abs(value) < 0.3));
  });
});
