import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Image, Size } from '../../../src/image.js';
import { inputDims, networkInput } from '../../../src/stylize/style-network/network-input.js';
import { NetworkRunner } from '../../../src/stylize/style-network/network-runner.js';
import {
  modelAt,
  momentPort,
  type NormMoments,
  type NormTreatment,
} from '../../../src/stylize/style-network/rewrite-model.js';
import { parseStyleNetwork, type StyleNetwork } from '../../../src/stylize/style-network/style-network.js';
import { testPicture } from '../../../src/stylize/style-network/test-picture.js';
import { type PainterFixtureOptions, painterFile } from './painter-file.js';

let runner: NetworkRunner;
before(async () => {
  runner = await NetworkRunner.start({ device: 'cpu', threads: 1 });
});
after(() => runner[Symbol.asyncDispose]());

const colours = { range: '255', order: 'rgb' } as const;
const size = { width: 48, height: 32 };

function network(options: PainterFixtureOptions = {}): StyleNetwork {
  return parseStyleNetwork(painterFile(options), 'a.onnx');
}

async function paint(net: StyleNetwork, picture: Image, norms: NormTreatment = 'own') {
  await runner.open(modelAt(net, picture, norms));
  return runner.run(networkInput(net.channels, picture.data, colours), inputDims(net.channels, picture));
}

async function measure(net: StyleNetwork, picture: Image): Promise<NormMoments> {
  const ports = [momentPort.mean(0), momentPort.variance(0)] as const;
  const model = modelAt(net, picture, 'measure');
  const inputs = [networkInput(net.channels, picture.data, colours)];
  const [found] = await runner.measure(model, inputs, inputDims(net.channels, picture), ports);
  return { mean: found![ports[0]]!, variance: found![ports[1]]! };
}

function largestDifference(a: Float32Array, b: Float32Array): number {
  return a.reduce((most, value, i) => Math.max(most, Math.abs(value - b[i]!)), 0);
}

const fixed: Size = { width: 224, height: 224 };
const files: Record<string, PainterFixtureOptions> = {
  'opset 7, fixed size, as of format 3': { opset: 7, size: fixed, irVersion: 3 },
  'opset 9, fixed size, ten at a time': { opset: 9, size: fixed, batch: 10 },
  'opset 13, open size': { opset: 13 },
  'opset 18, fixed size': { opset: 18, size: fixed, irVersion: 8 },
};

for (const [name, options] of Object.entries(files)) {
  test(`${name}: paints pictures of any size, and the same picture frozen to what was measured of it`, async () => {
    const net = network(options);
    assert.deepEqual(net.ownSize, options.size);
    for (const other of [size, { width: 260, height: 300 }]) {
      const { dims } = await paint(net, testPicture(other.width, other.height));
      assert.deepEqual(dims, [1, 3, other.height, other.width]);
    }
    const picture = testPicture(size.width, size.height);
    const own = await paint(net, picture);
    const frozen = await paint(net, picture, [await measure(net, picture)]);
    assert.ok(largestDifference(own.data, frozen.data) < 0.05, 'of 255');
  });
}

test('frozen, what changes in one corner changes nothing elsewhere; by itself, it changes all', async () => {
  const net = network();
  const picture = testPicture(size.width, size.height);
  const changed = { ...picture, data: picture.data.slice() };
  for (let c = 0; c < 3; c++) {
    for (let y = 0; y < 16; y++) {
      const from = (c * size.height + y) * size.width;
      changed.data.fill(c === 0 ? 1 : 0, from, from + 16);
    }
  }
  const far = ({ data }: { data: Float32Array }) =>
    data.filter((_, i) => i % size.width >= 20 && Math.floor(i / size.width) % size.height >= 20);
  const moments = [await measure(net, picture)];
  const frozen = largestDifference(
    far(await paint(net, picture, moments)),
    far(await paint(net, changed, moments)),
  );
  const own = largestDifference(far(await paint(net, picture)), far(await paint(net, changed)));
  assert.equal(frozen, 0);
  assert.ok(own > 2, `${own} of 255`);
});
