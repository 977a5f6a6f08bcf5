import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { InputError } from '../../src/errors.js';
import { createFloEstimator, decodeFlo, encodeFlo, readFlo, writeFlo } from '../../src/flow/flo.js';
import { createImage } from '../../src/image.js';

const flow = {
  width: 3,
  height: 2,
  u: Float32Array.from([0, 1.5, -2, 1e10, 3, 4]),
  v: Float32Array.from([6, 5, 4, 1e10, -0.25, 0]),
};

test('.flo bytes: tag, size, then u and v by turns, little-endian', () => {
  const bytes = encodeFlo(flow);
  assert.equal(Buffer.from(bytes.subarray(0, 4)).toString(), 'PIEH');
  const view = new DataView(bytes.buffer);
  assert.deepEqual([view.getInt32(4, true), view.getInt32(8, true)], [3, 2]);
  assert.deepEqual([view.getFloat32(20, true), view.getFloat32(24, true)], [1.5, 5]);
  assert.deepEqual(decodeFlo(bytes), flow);
});

test('files come back as written; the estimator reads them pair by pair and checks the size', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'nst-flo-'));
  try {
    const path = (name: string) => join(folder, name);
    await writeFlo(path('f0.flo'), flow);
    await writeFlo(path('b0.flo'), { ...flow, u: flow.v, v: flow.u });
    assert.deepEqual(await readFlo(path('f0.flo')), flow);
    await using estimator = createFloEstimator((n) => ({
      forward: path(`f${n}.flo`),
      backward: path(`b${n}.flo`),
    }));
    const pair = await estimator.estimateBoth(createImage(3, 2), createImage(3, 2));
    assert.deepEqual([...pair.backward.u], [...flow.v]);
    await assert.rejects(estimator.estimateBoth(createImage(3, 2), createImage(3, 2)), /f1\.flo|b1\.flo/);
    await using wrong = createFloEstimator(() => ({ forward: path('f0.flo'), backward: path('b0.flo') }));
    await assert.rejects(wrong.estimateBoth(createImage(4, 2), createImage(4, 2)), InputError);
    await writeFile(path('x.flo'), encodeFlo(flow).subarray(0, 40));
    await assert.rejects(readFlo(path('x.flo')), InputError);
  } finally {
    await rm(folder, { recursive: true });
  }
});

test('what is no .flo is refused', () => {
  assert.throws(() => decodeFlo(new Uint8Array(4)), InputError);
  assert.throws(() => decodeFlo(new Uint8Array(64)), InputError);
});
