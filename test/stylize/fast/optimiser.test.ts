import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createSession } from '../../../src/stylize/engines/create-session.js';
import { Tensor } from '../../../src/stylize/engines/onnxruntime.js';
import { Optimiser, type Orthogonalise } from '../../../src/stylize/fast/tuning/optimiser.js';
import { orthogonal, writeOrthogonalGraph } from '../../../src/stylize/fast/tuning/orthogonal-graph.js';
import type { Parameter } from '../../../src/stylize/fast/tuning/parameters.js';
import { randomUniform } from '../random-network.js';

const centred = (length: number, seed: number) => randomUniform(length, seed).map((value) => value - 0.5);
const kernel = (): Parameter => ({ name: 'k', shape: [4, 3, 3, 3], values: centred(108, 1) });
const shift = (): Parameter => ({ name: 's', shape: [5], values: centred(5, 2) });
const asGiven: Orthogonalise = async (kernels) => kernels;
const lengthOf = (values: Float32Array) => Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));

test('a kernel is made a matrix whose singular values are all about 1, and points where it did', async () => {
  const [rows, columns] = [6, 27];
  // Rows of very different lengths, so that its singular values are far apart.
  const values = centred(rows * columns, 3).map((value, i) => value * 10 ** -Math.floor(i / columns));
  const shape = [rows, 3, 3, 3];
  const graph = writeOrthogonalGraph([
    { name: 'k', shape, values },
    { name: 'none', shape, values },
  ]);
  const session = await createSession(graph, { provider: 'cpu', threads: 1 });
  const outputs = await session.run({
    k: new Tensor('float32', values, shape),
    none: new Tensor('float32', new Float32Array(values.length), shape),
  });
  await session.release();
  const found = outputs[orthogonal('k')]!.data as Float32Array;
  const dot = (a: number, b: number, left = found, right = found) => {
    const row = (of: Float32Array, i: number) => of.subarray(i * columns, (i + 1) * columns);
    return row(left, a).reduce((sum, value, k) => sum + value * row(right, b)[k]!, 0);
  };
  // Three of six singular values are within five rounds of 1, as small as a hundredth of the largest.
  for (let a = 0; a < 3; a++) {
    assert.ok(Math.abs(dot(a, a) - 1) < 0.6, `row ${a}: ${dot(a, a)}`);
    for (let b = 0; b < a; b++) assert.ok(Math.abs(dot(a, b)) < 0.3, `rows ${a}, ${b}: ${dot(a, b)}`);
  }
  for (let a = 0; a < rows; a++) assert.ok(dot(a, a, found, values) > 0, `row ${a} points away`);
  assert.ok((outputs[orthogonal('none')]!.data as Float32Array).every((value) => value === 0));
});

test('a step moves a kernel by three hundredths of its length, however long its gradient is', async () => {
  for (const scale of [1e-3, 1, 1e3]) {
    const one = kernel();
    const before = one.values.slice();
    const optimiser = new Optimiser([one], asGiven);
    const gradient = centred(108, 4).map((value) => value * scale);
    assert.equal(await optimiser.step([gradient.slice()], 0.5), true);
    const moved = one.values.map((value, i) => value - before[i]!);
    assert.ok(Math.abs(lengthOf(moved) / lengthOf(before) - 0.015) < 1e-5, `${lengthOf(moved)}`);
    assert.ok(gradient.reduce((sum, value, i) => sum + value * moved[i]!, 0) < 0, 'downhill');
  }
});

test('what is no kernel takes a step of Adam', async () => {
  const one = shift();
  const before = one.values.slice();
  const optimiser = new Optimiser([one], asGiven);
  await optimiser.step([Float32Array.of(3, -3, 1e-3, -100, 0)], 1);
  const moved = one.values.map((value, i) => value - before[i]!);
  for (const [i, sign] of [-1, 1, -1, 1].entries()) assert.ok(Math.abs(moved[i]! - 0.02 * sign) < 1e-5);
  assert.equal(moved[4], 0);
});

test('no step is taken along a gradient that is not a number', async () => {
  const all = [kernel(), shift()];
  const before = all.map(({ values }) => values.slice());
  const optimiser = new Optimiser(all, asGiven);
  assert.equal(await optimiser.step([centred(108, 5).fill(Number.NaN, 7, 8), centred(5, 6)], 1), false);
  assert.deepEqual(
    all.map(({ values }) => values),
    before,
  );
});

test('one that goes on from a state ends where one that never stopped does', async () => {
  const gradients = (step: number) => [centred(108, 10 + step), centred(5, 20 + step)];
  const whole = [kernel(), shift()];
  const straight = new Optimiser(whole, asGiven);
  for (let step = 0; step < 6; step++) await straight.step(gradients(step), 1);

  const first = [kernel(), shift()];
  const begun = new Optimiser(first, asGiven);
  for (let step = 0; step < 3; step++) await begun.step(gradients(step), 1);
  const state = structuredClone(begun.state());
  const later = first.map((parameter, i) => ({ ...parameter, values: state.values[i]! }));
  const goesOn = new Optimiser(later, asGiven, state);
  for (let step = 3; step < 6; step++) await goesOn.step(gradients(step), 1);

  assert.deepEqual(
    later.map(({ values }) => values),
    whole.map(({ values }) => values),
  );
  assert.deepEqual(goesOn.state(), straight.state());
});
