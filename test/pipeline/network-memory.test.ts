import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EngineError } from '../../src/errors.js';
import { checkNetworkMemory, networkMemoryNeed } from '../../src/pipeline/network-memory.js';
import { parseStyleNetwork } from '../../src/stylize/style-network/style-network.js';
import { painterFile } from '../stylize/style-network/painter-file.js';

const network = parseStyleNetwork(painterFile(), 'a.onnx');

test('what does not fit is refused, and the size that is named fits', () => {
  const size = { width: 4000, height: 2000 };
  const limit = 2 ** 30;
  let side = 0;
  assert.throws(
    () => checkNetworkMemory(network, size, limit),
    (error: Error) => {
      side = Number(
        /a\.onnx, but only 1\.0 GiB is available: `--size (\d+)` would fit/.exec(error.message)?.[1],
      );
      return error instanceof EngineError;
    },
  );
  assert.ok(side > 500, `${side}`);
  checkNetworkMemory(network, { width: side, height: side / 2 }, limit);
  assert.ok(networkMemoryNeed(network, { width: side + 200, height: side / 2 + 100 }) > limit);
  assert.throws(() => checkNetworkMemory(network, size, 2 ** 20), /no size would fit/);
});
