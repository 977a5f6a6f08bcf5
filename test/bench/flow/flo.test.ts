import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { readFlo } from '../../../bench/flow/flo.js';
import { InputError } from '../../../src/errors.js';

test('a .flo file is its tag, its size, then u and v by turns; what is none is refused', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'nst-flo-'));
  try {
    const bytes = Buffer.alloc(12 + 8 * 6);
    bytes.write('PIEH');
    bytes.writeInt32LE(3, 4);
    bytes.writeInt32LE(2, 8);
    [0, 6, 1.5, 5, -2, 4, 1e10, 1e10, 3, -0.25, 4, 0].forEach((value, i) => {
      bytes.writeFloatLE(value, 12 + 4 * i);
    });
    const write = async (name: string, content: Uint8Array) => {
      await writeFile(join(folder, name), content);
      return join(folder, name);
    };
    assert.deepEqual(await readFlo(await write('whole.flo', bytes)), {
      width: 3,
      height: 2,
      u: Float32Array.of(0, 1.5, -2, 1e10, 3, 4),
      v: Float32Array.of(6, 5, 4, 1e10, -0.25, 0),
    });
    for (const damaged of [bytes.subarray(0, 40), new Uint8Array(4), new Uint8Array(64)]) {
      await assert.rejects(readFlo(await write('damaged.flo', damaged)), InputError);
    }
    await assert.rejects(readFlo(join(folder, 'missing.flo')), InputError);
  } finally {
    await rm(folder, { recursive: true });
  }
});
