import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ModelError } from '../../../src/errors.js';
import { torchvisionConvention } from '../../../src/stylize/network/conventions.js';
import { loadVgg, parseVgg } from '../../../src/stylize/network/load-network.js';
import type { VggNetwork } from '../../../src/stylize/network/network.js';
import { randomNetwork, randomUniform } from '../random-network.js';
import { referenceForward } from '../reference.js';
import { networkTensors, safetensorsFile } from '../safetensors-file.js';

const small = () => randomNetwork({ widths: [4, 6], last: 'conv2_1', metrics: true });
const ours = { name: 'ours', mean: '[0.5, 0.4, 0.3]', pooling: 'average 2x2' };
const load = (bytes: Uint8Array) => parseVgg(bytes, 'net.safetensors');

test('our file gives its weights, metrics, mean, pooling and hash', () => {
  const network = small();
  const loaded = load(safetensorsFile(networkTensors(network), ours));
  assert.equal(loaded.name, 'ours');
  assert.equal(loaded.pooling, 'average');
  assert.match(loaded.sha256, /^[0-9a-f]{64}$/);
  for (const [i, mean] of [0.5, 0.4, 0.3].entries())
    assert.ok(Math.abs((loaded.mean[i] ?? 0) - mean) < 1e-12);
  assert.deepEqual(loaded.convolutions, network.convolutions);
  assert.deepEqual(loaded.metrics, network.metrics);
});

test('float16 and bfloat16 are widened exactly, subnormals too', () => {
  const halves = Uint16Array.of(0x3c00, 0xc000, 0x0001, 0x83ff, 0x7bff, 0x0000);
  const brains = Uint16Array.of(0x3f80, 0xc000, 0x0001, 0x7f7f, 0x0080, 0x0000);
  const weight = { shape: [6, 3, 3, 3], data: new Float32Array(162) };
  const expected = {
    F16: [1, -2, 2 ** -24, -(1023 / 1024) * 2 ** -14, 65504, 0],
    BF16: [1, -2, 2 ** -133, 3.3895313892515355e38, 2 ** -126, 0],
  };
  for (const [dtype, numbers] of [
    ['F16', halves],
    ['BF16', brains],
  ] as const) {
    const bias = { shape: [6], data: { dtype, bytes: new Uint8Array(numbers.buffer) } };
    const network = load(safetensorsFile({ 'conv1_1.weight': weight, 'conv1_1.bias': bias }));
    assert.deepEqual([...(network.convolutions[0]?.bias ?? [])], expected[dtype]);
  }
});

test("each convention's input is folded in: the features are those of its own preprocessing", () => {
  const network = { ...small(), mean: [0, 0, 0] } as VggNetwork;
  const [w, h] = [6, 5];
  const rgb = randomUniform(3 * w * h, 3);
  const plane = (c: number, f: (value: number) => number) =>
    Array.from(rgb.subarray(c * w * h, (c + 1) * w * h), f);
  const torchvision = [
    ...plane(0, (v) => (v - 0.485) / 0.229),
    ...plane(1, (v) => (v - 0.456) / 0.224),
    ...plane(2, (v) => (v - 0.406) / 0.225),
  ];
  const caffe = [
    ...plane(2, (v) => v * 255 - 103.939),
    ...plane(1, (v) => v * 255 - 116.779),
    ...plane(0, (v) => v * 255 - 123.68),
  ];
  const files = [
    [safetensorsFile(networkTensors(network, torchvisionConvention('vgg19').prefix)), torchvision],
    [safetensorsFile(networkTensors(network)), caffe],
  ] as const;
  for (const [file, input] of files) {
    const expected = referenceForward({ ...network, pooling: 'max' }, input, w, h).get('relu2_1')?.data ?? [];
    const got = referenceForward(load(file), rgb, w, h).get('relu2_1')?.data ?? [];
    const scale = Math.max(...expected);
    for (const [i, value] of expected.entries())
      assert.ok(Math.abs(value - (got[i] as number)) < 1e-5 * scale);
  }
});

/** A file whose second tensor of weights is said to lie where the first one is. */
function overlapping(whole: Uint8Array): Uint8Array {
  const length = Number(new DataView(whole.buffer, whole.byteOffset).getBigUint64(0, true));
  const header = JSON.parse(new TextDecoder().decode(whole.subarray(8, 8 + length)));
  const { shape } = header['conv1_2.weight'];
  const [begin] = header['conv1_1.weight'].data_offsets;
  header['conv1_2.weight'].data_offsets = [begin, begin + 4 * shape.reduce((a: number, b: number) => a * b)];
  const json = new TextEncoder().encode(JSON.stringify(header));
  const start = new Uint8Array(8);
  new DataView(start.buffer).setBigUint64(0, BigInt(json.length), true);
  return Buffer.concat([start, json, whole.subarray(8 + length)]);
}

test('what is not a network is refused, with what was expected and what came', () => {
  const tensors = networkTensors(small());
  const whole = safetensorsFile(tensors, ours);
  const without = (name: string) =>
    Object.fromEntries(Object.entries(tensors).filter(([key]) => key !== name));
  const ints = { shape: [4], data: { dtype: 'I32', bytes: new Uint8Array(16) } };
  const cases: [Uint8Array, RegExp][] = [
    [new Uint8Array(4), /Expected a safetensors file.*only 4 bytes/],
    [new Uint8Array(64).fill(0xff), /Expected a safetensors file.*declare a header/],
    [new TextEncoder().encode('\x10\0\0\0\0\0\0\0not json at all!!'), /header is not JSON/],
    [whole.subarray(0, 100), /truncated: expected a header/],
    [whole.subarray(0, whole.length - 10), /truncated: expected \d+ bytes/],
    [safetensorsFile(without('conv1_2.weight'), ours), /has no conv1_2\.weight.*although it has conv2_1/],
    [safetensorsFile(without('conv1_2.bias'), ours), /lacks the tensor conv1_2\.bias/],
    [safetensorsFile({ ...tensors, 'conv1_1.bias': ints }, ours), /conv1_1\.bias.*float32, got I32/],
    [
      safetensorsFile({ ...tensors, 'conv1_2.bias': { shape: [3], data: new Float32Array(3) } }, ours),
      /Expected conv1_2\.bias .* to be \[4\], got \[3\]/,
    ],
    [safetensorsFile({ other: { shape: [1], data: new Float32Array(1) } }), /hold VGG layers.*got other/],
    [safetensorsFile(tensors, { ...ours, mean: '[1]' }), /three numbers as `mean`/],
    [safetensorsFile(without('metric.relu2_1'), ours), /lacks metric\.relu2_1: .*one for each layer/],
    [
      safetensorsFile(networkTensors(randomNetwork({ widths: [4], last: 'conv1_1' })), {
        ...ours,
        metric: 'M',
      }),
      /lacks metric\.relu1_1/,
    ],
    [safetensorsFile(tensors, { ...ours, pooling: 'median' }), /`pooling` .* max or average, got median/],
    [overlapping(whole), /conv1_1\.weight and conv1_2\.weight lie in the same bytes/],
    [
      safetensorsFile({ ...tensors, 'conv1_1.bias': { shape: [9], data: new Float32Array(4) } }),
      /F32 \[9\] does not match its 16 bytes/,
    ],
  ];
  for (const [bytes, message] of cases) {
    assert.throws(
      () => load(bytes),
      (error) => error instanceof ModelError && message.test(error.message),
      String(message),
    );
  }
});

test('a missing file is a ModelError', async () => {
  await assert.rejects(loadVgg('/nowhere/net.safetensors'), ModelError);
});
