import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ModelError } from '../../../src/errors.js';
import { NetworkRunner } from '../../../src/stylize/style-network/network-runner.js';
import { parseStyleNetwork } from '../../../src/stylize/style-network/style-network.js';
import { type SaidColours, tryAt, tryColours } from '../../../src/stylize/style-network/try-network.js';
import { onnxFile, rawTensor } from '../onnx-file.js';
import { mixerFile, painterFile, painterFixture } from './painter-file.js';

let runner: NetworkRunner;
before(async () => {
  runner = await NetworkRunner.start({ device: 'cpu', threads: 1 });
});
after(() => runner[Symbol.asyncDispose]());

const nothing: SaidColours = { range: 'auto', order: 'auto' };
const identity = [
  [1, 0, 0],
  [0, 1, 0],
  [0, 0, 1],
];

function colours(bytes: Uint8Array, said: Partial<SaidColours> = {}) {
  return tryColours(parseStyleNetwork(bytes, 'a.onnx'), runner, { ...nothing, ...said });
}

function refuses(bytes: Uint8Array, expected: RegExp, said: Partial<SaidColours> = {}) {
  return assert.rejects(colours(bytes, said), (error: Error) => {
    assert.ok(error instanceof ModelError, String(error));
    assert.match(error.message, expected);
    return true;
  });
}

test('the range is found out, and how is said', async () => {
  for (const white of [255, 1] as const) {
    for (const channels of [3, 6]) {
      const found = await colours(painterFile({ white, channels }));
      assert.deepEqual(found.colours, { range: String(white), order: 'rgb' });
      assert.match(found.notice, /^a\.onnx takes RGB, 0 … (255|1): found by painting a test picture/);
    }
  }
});

test('where two ranges make a picture, one is taken and the other is named', async () => {
  const { colours: found, notice } = await colours(mixerFile(identity));
  assert.equal(found.range, '255');
  assert.match(notice, /but `--style-range 1` makes one as well/);
});

test('what is said holds, and what the file says; the option before the file', async () => {
  const metadata = { 'nst-video.range': '1', 'nst-video.order': 'bgr' };
  const file = painterFile({ white: 1, metadata });
  assert.deepEqual((await colours(file)).colours, { range: '1', order: 'bgr' });
  assert.match((await colours(file)).notice, /as the file says/);
  assert.deepEqual((await colours(file, { order: 'rgb' })).colours, { range: '1', order: 'rgb' });
  assert.equal((await colours(mixerFile(identity), { range: '1' })).colours.range, '1');
  await refuses(
    painterFile({ metadata: { 'nst-video.range': 'loud' } }),
    /`nst-video\.range`.*one of 1, 255, signed, vgg, got "loud"/,
  );
});

test('what makes no picture is refused, with what came out', async () => {
  const zero = [0, 0, 0];
  await refuses(mixerFile([zero, zero, zero], 100), /one value everywhere/);
  const loud = identity.map((row) => row.map((value) => 1e5 * value));
  await refuses(mixerFile(loud), /far outside of that range.*say what it takes with `--style-range`/);
  const infinite = identity.map((row) => row.map((value) => 3e38 * value));
  await refuses(mixerFile(infinite), /not finite/);
  await refuses(painterFile({ white: 255 }), /Another `--style-range` may be right/, { range: '1' });
  await refuses(mixerFile([...identity, zero]), /\[1, 3, 152, 184\], of a picture, got \[1, 4, 152, 184\]/);
});

test('a network that gives another size back, or has its own built in, is refused with the cause', async () => {
  const half = painterFixture({ opset: 9 });
  half.tensors = half.tensors.map((tensor) =>
    tensor.name === 'scales' ? rawTensor('scales', [4], Float32Array.of(1, 1, 1, 1)) : tensor,
  );
  await refuses(onnxFile(half), /in their own size, 184×152, got 92×76\. Export it again/);

  const built = painterFixture({ size: { width: 64, height: 48 } });
  const shape = BigInt64Array.of(1n, 8n, 48n, 64n);
  built.tensors.push({ name: 'shape', dims: [4], type: 7, data: { raw: new Uint8Array(shape.buffer) } });
  built.nodes.splice(-1, 0, {
    op: 'Reshape',
    inputs: ['large', 'shape'],
    outputs: ['shaped'],
    attributes: {},
  });
  built.nodes.at(-1)!.inputs[0] = 'shaped';
  await refuses(onnxFile(built), /paints only pictures of 64×48: that size is built into its Reshape/);
});

test('a size that only large pictures meet is found by trying theirs', async () => {
  const sliced = painterFixture({ size: { width: 256, height: 256 } });
  for (const [name, values] of [
    ['starts', [0n, 0n]],
    ['ends', [256n, 256n]],
    ['axes', [2n, 3n]],
  ] as const) {
    const raw = new Uint8Array(BigInt64Array.from(values).buffer);
    sliced.tensors.push({ name, dims: [2], type: 7, data: { raw } });
  }
  sliced.opset = 11;
  sliced.nodes = [{ op: 'Slice', inputs: ['x', 'starts', 'ends', 'axes'], outputs: ['y'], attributes: {} }];
  const network = parseStyleNetwork(onnxFile(sliced), 'a.onnx');
  const { colours: found } = await tryColours(network, runner, nothing);
  await assert.rejects(
    tryAt(network, runner, { width: 320, height: 280 }, found),
    /320×280, got 256×256: a size is built into its Slice/,
  );
});

test('operations that the runtime does not know are told, with its words', async () => {
  const unknown = painterFixture();
  unknown.nodes[0] = { ...unknown.nodes[0]!, op: 'Paint' };
  await refuses(onnxFile(unknown), /\(opset 9\) cannot be loaded by onnxruntime: .*Paint/);
});
