import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { CarriedFiles } from '../../../src/pipeline/keyframes/carried-files.js';
import { scratchFolder } from '../../media/clips.js';

const folder = scratchFolder();

test('what is kept comes back to a byte, once; nothing is left behind, the folder neither', async () => {
  const size = { width: 3, height: 2 };
  const work = join(folder, 'work');
  await using files = new CarriedFiles(work, size);
  const picture = { ...size, data: Float32Array.from({ length: 18 }, (_, i) => i / 17) };
  const trust = Float32Array.of(0, 0.25, 0.5, 0.75, 1, 1);
  await files.write({ index: 7, picture, trust });
  assert.equal(await files.take(6), undefined);
  const taken = await files.take(7);
  assert.ok(taken);
  for (const [got, given] of [
    [taken.picture.data, picture.data],
    [taken.trust, trust],
  ] as const) {
    assert.equal(got.length, given.length);
    for (const [i, value] of given.entries()) assert.ok(Math.abs(got[i]! - value) <= 0.5 / 255 + 1e-6);
  }
  assert.equal(await files.take(7), undefined);
  await files.write({ index: 8, picture, trust });
  assert.equal(existsSync(work), true);
  await files[Symbol.asyncDispose]();
  assert.equal(existsSync(work), false);
});
