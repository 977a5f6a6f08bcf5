import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EMBEDDED_SHA256 } from '../../../src/stylize/models/manifest.js';
import { loadEmbeddedNetwork } from '../../../src/stylize/network/embedded.js';

test('the network in models/ is the one that the manifest vouches for', async () => {
  const { sha256, pooling, convolutions } = await loadEmbeddedNetwork();
  assert.equal(
    sha256,
    EMBEDDED_SHA256,
    'after training anew, write its SHA-256 into src/stylize/models/manifest.ts',
  );
  assert.equal(pooling, 'average');
  assert.equal(convolutions.at(-1)?.name, 'conv5_1');
});
