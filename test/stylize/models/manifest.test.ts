import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { fastWeightsPath, loadFastWeights } from '../../../src/stylize/fast/fast-weights.js';
import { PACKAGED_SHA256 } from '../../../src/stylize/models/manifest.js';
import { EMBEDDED_NAMES, loadEmbeddedNetwork } from '../../../src/stylize/network/embedded.js';

for (const name of EMBEDDED_NAMES) {
  test(`the network \`${name}\` in models/ is the one that the manifest vouches for`, async () => {
    const { sha256, pooling, convolutions, metrics } = await loadEmbeddedNetwork(name);
    assert.equal(
      sha256,
      PACKAGED_SHA256[name],
      'after training anew, write its SHA-256 into src/stylize/models/manifest.ts',
    );
    assert.equal(pooling, 'max');
    assert.equal(convolutions.at(-1)?.name, 'conv5_1');
    for (const layer of ['relu1_1', 'relu2_1', 'relu3_1', 'relu3_3', 'relu4_1', 'relu5_1'])
      assert.ok(metrics.has(layer), layer);
  });
}

test('the fast painter in models/ is the one that the manifest vouches for, and all its weights are numbers', async () => {
  const bytes = await readFile(fastWeightsPath());
  assert.equal(createHash('sha256').update(bytes).digest('hex'), PACKAGED_SHA256.fast);
  const { convolutions, reader } = await loadFastWeights(fastWeightsPath());
  for (const values of [...convolutions.values(), reader.last.weight]) {
    assert.ok(values.every(Number.isFinite) && values.some((value) => value !== 0));
  }
});
