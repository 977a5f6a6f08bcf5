import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ModelError } from '../../../../src/errors.js';
import { parseVgg } from '../../../../src/stylize/network/load-network.js';
import type { VggNetwork } from '../../../../src/stylize/network/network.js';
import { isOnnx, readOnnxWeights } from '../../../../src/stylize/network/onnx/onnx-weights.js';
import { type OnnxFixture, onnxFile, rawTensor, vggFixture } from '../../onnx-file.js';
import { randomNetwork, randomNumbers, randomUniform } from '../../random-network.js';
import { referenceForward } from '../../reference.js';
import { networkTensors, safetensorsFile } from '../../safetensors-file.js';

const WIDTHS = [3, 4, 4, 5, 4];
const deep = (column: 'vgg16' | 'vgg19', last = column === 'vgg16' ? 'conv5_3' : 'conv5_4') =>
  randomNetwork({ widths: WIDTHS, column, last, pooling: 'max' });
const small = () => randomNetwork({ widths: [3, 4], last: 'conv2_2', pooling: 'max' });
const read = (fixture: OnnxFixture) => readOnnxWeights(onnxFile(fixture), 'net.onnx');

/** Fails unless reading gives a ModelError of that message. */
function refuses(bytes: Uint8Array, message: RegExp): void {
  assert.throws(
    () => readOnnxWeights(bytes, 'net.onnx'),
    (error) => {
      assert.ok(error instanceof ModelError, String(error));
      assert.match(error.message, message);
      return true;
    },
  );
}

for (const column of ['vgg16', 'vgg19'] as const) {
  test(`${column} from ONNX is the same network as from safetensors, to the bit`, () => {
    const network = deep(column);
    const fixture = vggFixture(network, 'a Caffe converter');
    const onnx = parseVgg(onnxFile(fixture), 'net.onnx');
    const safetensors = parseVgg(safetensorsFile(networkTensors(network)), 'net.safetensors');
    assert.deepEqual({ ...onnx, sha256: '' }, { ...safetensors, sha256: '' });
    assert.equal(read(fixture).column, column);
    assert.equal(onnx.convolutions.length, network.convolutions.length);
  });
}

test('a file that stops within any block keeps its names, and tells its column once the third block ends', () => {
  for (const last of ['conv1_2', 'conv3_2', 'conv4_1', 'conv5_1']) {
    for (const column of ['vgg16', 'vgg19'] as const) {
      const network = deep(column, last);
      const fixture = vggFixture(network);
      fixture.nodes.splice(-2);
      const weights = read(fixture);
      assert.deepEqual(weights.convolutions, network.convolutions);
      assert.equal(weights.column, last > 'conv4' ? column : 'vgg19');
    }
  }
});

test('average pooling is told', () => {
  assert.equal(read(vggFixture({ ...small(), pooling: 'average' })).pooling, 'average');
  assert.equal(read(vggFixture(small())).pooling, 'max');
});

test('every way of storing numbers gives the same numbers', () => {
  // Multiples of 1/8 below 2, which float16 and bfloat16 hold exactly.
  const exact = (values: Float32Array) => values.map((value) => Math.round(value * 8) / 8 || 0);
  const network: VggNetwork = {
    ...small(),
    convolutions: small().convolutions.map((layer) => ({
      ...layer,
      weight: exact(layer.weight),
      bias: exact(layer.bias),
    })),
  };
  const halves = (values: Float32Array) => Array.from(values, halfBits);
  const brains = (values: Float32Array) =>
    Array.from(new Uint32Array(new Float32Array(values).buffer), (bits) => bits >>> 16);
  const sixteen = (values: readonly number[]) => new Uint8Array(Uint16Array.from(values).buffer);
  const ways: ((values: Float32Array) => Pick<OnnxFixture['tensors'][number], 'type' | 'data'>)[] = [
    (floats) => ({ type: 1, data: { floats } }),
    (floats) => ({ type: 1, data: { floats, packed: false } }),
    (values) => ({ type: 10, data: { raw: sixteen(halves(values)) } }),
    (values) => ({ type: 10, data: { ints: halves(values) } }),
    (values) => ({ type: 16, data: { raw: sixteen(brains(values)) } }),
    (values) => ({ type: 16, data: { ints: brains(values) } }),
  ];
  for (const [i, way] of ways.entries()) {
    const fixture = vggFixture(network);
    for (const [j, tensor] of fixture.tensors.entries()) {
      const { weight, bias } = network.convolutions[j >> 1] ?? {
        weight: new Float32Array(),
        bias: new Float32Array(),
      };
      Object.assign(tensor, way(j % 2 === 0 ? weight : bias));
    }
    assert.deepEqual(read(fixture).convolutions, network.convolutions, `way ${i}`);
  }
});

function halfBits(value: number): number {
  if (value === 0) return 0;
  const exponent = Math.floor(Math.log2(Math.abs(value)));
  const fraction = Math.abs(value) / 2 ** exponent - 1;
  return (value < 0 ? 0x8000 : 0) | ((exponent + 15) << 10) | (fraction * 1024);
}

test('weights come through Constant and Identity too, a bias may be absent, SAME is a padding of 1', () => {
  const network = small();
  const fixture = vggFixture(network);
  const [first, second] = fixture.tensors.splice(0, 2);
  const [conv] = fixture.nodes;
  assert.ok(first && second && conv);
  fixture.nodes.unshift(
    { op: 'Constant', inputs: [], outputs: ['w0'], attributes: { value: first } },
    { op: 'Identity', inputs: ['kept'], outputs: ['b0'], attributes: {} },
  );
  fixture.tensors.push({ ...second, name: 'kept' });
  conv.attributes = { auto_pad: 'SAME_UPPER', kernel_shape: [3, 3] };
  fixture.nodes.find(({ inputs }) => inputs[2] === 'b2')?.inputs.pop();
  const { convolutions } = read(fixture);
  assert.deepEqual(convolutions.slice(0, 2), network.convolutions.slice(0, 2));
  assert.deepEqual(convolutions[2]?.bias, new Float32Array(4));
});

test('what stands between layers without changing them, and before the first, is passed over', () => {
  const network = small();
  const fixture = vggFixture(network);
  const [conv, relu] = fixture.nodes;
  assert.ok(conv && relu);
  conv.inputs[0] = 'centred';
  relu.inputs[0] = 'same';
  fixture.nodes.unshift({ op: 'Sub', inputs: ['picture', 'mean'], outputs: ['centred'], attributes: {} });
  fixture.nodes.splice(2, 0, { op: 'Identity', inputs: ['v0'], outputs: ['same'], attributes: {} });
  fixture.nodes.push({ op: 'Shape', inputs: ['v1'], outputs: ['shape'], attributes: {} });
  assert.deepEqual(read(fixture).convolutions, network.convolutions);
});

test('batch normalisation is folded in: the features are those of convolution and normalisation', () => {
  const network = small();
  const fixture = vggFixture(network);
  const parts = ['scale', 'shift', 'mean', 'variance'].map((_, i) => randomUniform(3, 70 + i));
  const relu = fixture.nodes[1];
  assert.ok(relu);
  relu.inputs[0] = 'normal';
  fixture.nodes.splice(1, 0, {
    op: 'BatchNormalization',
    inputs: ['v0', 'n0', 'n1', 'n2', 'n3'],
    outputs: ['normal'],
    attributes: { epsilon: { float: 0.01 } },
  });
  fixture.tensors.push(...parts.map((values, i) => rawTensor(`n${i}`, [3], values)));
  const [w, h] = [5, 4];
  const rgb = randomUniform(3 * w * h, 3);
  const plain = { ...network, mean: [0, 0, 0] } as VggNetwork;
  const before = referenceForward(plain, rgb, w, h).get('conv1_1')?.data ?? [];
  const got =
    referenceForward({ ...plain, convolutions: read(fixture).convolutions }, rgb, w, h).get('conv1_1')
      ?.data ?? [];
  assert.equal(got.length, 3 * w * h);
  for (const [i, value] of got.entries()) {
    const [scale, shift, mean, variance] = parts.map((part) => part[Math.floor(i / (w * h))] as number) as [
      number,
      number,
      number,
      number,
    ];
    const expected = (scale * ((before[i] as number) - mean)) / Math.sqrt(variance + 0.01) + shift;
    assert.ok(Math.abs(value - expected) < 1e-5, `${value} instead of ${expected}`);
  }
});

test('convolutions that are not those of VGG are refused, naming which one and how it differs', () => {
  const cases: [change: (fixture: OnnxFixture) => void, message: RegExp][] = [
    [attribute(2, 'strides', [2, 2]), /conv1_2 in net\.onnx to be a VGG convolution.*got strides of 2 and 2/],
    [attribute(0, 'kernel_shape', [7, 7]), /conv1_1 .*got a kernel of 7×7/],
    [attribute(0, 'pads', [0, 0, 0, 0]), /conv1_1 .*got a padding of 0, 0, 0, 0/],
    [attribute(0, 'dilations', [2, 2]), /conv1_1 .*got dilations of 2 and 2/],
    [attribute(5, 'group', 3), /conv2_1 .*got 3 groups/],
    [attribute(4, 'kernel_shape', [3, 3]), /pool1 in net\.onnx to pool 2×2 .*got a kernel of 3×3/],
    [operation(3, 'LeakyRelu'), /Expected Relu after conv1_2 in net\.onnx, got LeakyRelu/],
    [operation(1, 'Sigmoid'), /Expected Relu after conv1_1 .*got Sigmoid/],
    [operation(4, 'AveragePool'), /poolings .* of the same kind/],
    [operation(4, 'Identity'), /got 4$/],
    [operation(2, 'Relu'), /Expected Conv or a pooling after the Relu of conv1_1 in net\.onnx, got Relu/],
    [operation(4, 'Resize'), /chain of VGG's layers, got Resize after conv1_2 and 2 more convolutions/],
    [
      (f) => f.nodes.push({ op: 'Conv', inputs: ['v3', 'w0'], outputs: ['x'], attributes: {} }),
      /MaxPool and Conv side by side/,
    ],
    [
      (f) => Object.assign(f, { nodes: f.nodes.filter(({ op }) => op !== 'Conv') }),
      /VGG's convolutions \(Conv\), got 4 Relu, 2 MaxPool, 1 Flatten/,
    ],
    [(f) => Object.assign(f.nodes[0] ?? {}, { domain: 'com.example' }), /between poolings .*got 1, 2$/],
    [
      (f) => f.nodes[2]?.inputs.splice(1, 2, 'w2'),
      /weight of conv2_1 in net\.onnx to be \[any, 4, 3, 3\], got \[4, 3, 3, 3\]/,
    ],
    [
      (f) => f.nodes[0]?.inputs.splice(1, 2),
      /weight of conv1_1 in net\.onnx to be stored as numbers, got none/,
    ],
    [(f) => f.nodes[0]?.inputs.splice(1, 2, 'v1'), /weight of conv1_1 .*got the output of Relu/],
  ];
  for (const [change, message] of cases) {
    const fixture = vggFixture(small());
    change(fixture);
    refuses(onnxFile(fixture), message);
  }
});

function attribute(node: number, name: string, value: number | number[]) {
  return (fixture: OnnxFixture) => Object.assign(fixture.nodes[node]?.attributes ?? {}, { [name]: value });
}

function operation(node: number, op: string) {
  return (fixture: OnnxFixture) => Object.assign(fixture.nodes[node] ?? {}, { op });
}

test('another number of convolutions between poolings is refused, with what came', () => {
  const fixture = vggFixture(small());
  // The second convolution and its Relu go: 1, 2 instead of 2, 2.
  fixture.nodes.splice(2, 2);
  Object.assign(fixture.nodes[2] ?? {}, { inputs: ['v1'] });
  refuses(onnxFile(fixture), /between poolings \(2, 2, 3, 3, 3 or 2, 2, 4, 4, 4\), got 1, 2$/);
});

test('what is stored elsewhere, in integers, of another size or in absurd numbers is refused', () => {
  const cases: [Partial<OnnxFixture['tensors'][number]>, RegExp][] = [
    [{ data: { external: 'net.onnx.data' } }, /second file, which is not supported\. Merge the two/],
    [{ type: 3 }, /weight of conv1_1 .*float32, float16 or bfloat16, got int8/],
    [{ type: 99 }, /got type 99/],
    [{ dims: [2, 3, 3, 3] }, /to have 2×3×3×3 numbers, as its shape says, got 81/],
    [{ dims: [2 ** 40, 3, 3, 3] }, /numbers, as its shape says, got fewer than/],
    [{ dims: [0, 3, 3, 3] }, /to be \[any, 3, 3, 3\], got \[0, 3, 3, 3\]/],
    [{ dims: [-1, 3, 3, 3] }, /got \[-1, 3, 3, 3\]/],
    [{ dims: [81] }, /got \[81\]/],
  ];
  for (const [change, message] of cases) {
    const fixture = vggFixture(small());
    Object.assign(fixture.tensors[0] ?? {}, change);
    refuses(onnxFile(fixture), message);
  }
});

test('absurd numbers of nodes, and names that would spoil a message, are refused or made readable', () => {
  const fixture = vggFixture(small());
  const crowded = {
    ...fixture,
    nodes: Array.from({ length: 100_001 }, () => fixture.nodes).flatMap(([node]) => node ?? []),
  };
  refuses(onnxFile(crowded), /more than 100000 nodes and tensors/);
  const wide = vggFixture(small());
  wide.nodes[0]?.inputs.push(...new Array<string>(2000).fill(''));
  refuses(onnxFile(wide), /more than 1000 inputs/);
  const odd = vggFixture(small());
  Object.assign(odd.nodes[1] ?? {}, { op: `Re\nlu${'u'.repeat(200)}` });
  refuses(onnxFile(odd), /got Re\?luu{10,60}$/);
});

test('what is no ONNX file is refused', () => {
  const text = (value: string) => new TextEncoder().encode(value);
  refuses(text('<!DOCTYPE html><title>Not found</title>'), /Expected an ONNX file, got net\.onnx/);
  refuses(text('version https://git-lfs.github.com/spec/v1\noid sha256:00'), /only a Git LFS pointer/);
  refuses(new Uint8Array(0), /it has no graph/);
  refuses(new Uint8Array(64).fill(0xff), /Expected an ONNX file/);
  refuses(
    onnxFile(vggFixture(small())).subarray(0, 500),
    /truncated.*expected \d+ bytes.*Get the file again/,
  );
});

test('ONNX is told from safetensors by its first bytes, or its name', () => {
  assert.ok(isOnnx(onnxFile(vggFixture(small())), 'file'));
  assert.ok(isOnnx(new Uint8Array(16), 'https://example.org/vgg16-7.ONNX?download=true'));
  assert.ok(!isOnnx(safetensorsFile(networkTensors(small())), 'file'));
  assert.ok(!isOnnx(new TextEncoder().encode('\x08\x01\0\0\0\0\0\0{"'), 'net.onnx'));
  assert.ok(!isOnnx(new TextEncoder().encode('no network'), 'file'));
});

test('damaged files give a ModelError or a network, soon, and within the memory of the file', () => {
  const fixture = vggFixture(randomNetwork({ widths: [2, 2, 2], last: 'conv3_1', pooling: 'max' }), 'caffe');
  const whole = onnxFile(fixture);
  const number = randomNumbers(5);
  const pick = (below: number) => Math.floor(number() * below);
  let refused = 0;
  for (let round = 0; round < 3000; round++) {
    const bytes = whole.slice(0, round % 3 === 0 ? pick(whole.length) : whole.length);
    const flips = round % 3 === 0 ? 0 : 1 + pick(4);
    for (let i = 0; i < flips; i++) bytes[pick(bytes.length)] = pick(256);
    try {
      const { convolutions } = readOnnxWeights(bytes, 'net.onnx');
      const numbers = convolutions.reduce((sum, { weight, bias }) => sum + weight.length + bias.length, 0);
      assert.ok(numbers <= 2 * bytes.length, `${numbers} numbers of ${bytes.length} bytes`);
    } catch (error) {
      assert.ok(error instanceof ModelError, `round ${round}: ${(error as Error).stack}`);
      refused++;
    }
  }
  assert.ok(refused > 1000, `${refused} refused`);
});
