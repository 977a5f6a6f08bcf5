import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ModelError } from '../../../src/errors.js';
import { CAFFE_BGR, IMAGENET_RGB, torchvisionConvention } from '../../../src/stylize/network/conventions.js';
import { inputFromUser, inputOfKnownWeights } from '../../../src/stylize/network/input-decision.js';
import { parseVgg } from '../../../src/stylize/network/load-network.js';
import type { VggNetwork } from '../../../src/stylize/network/network.js';
import { readOnnxWeights } from '../../../src/stylize/network/onnx/onnx-weights.js';
import { readSafetensorsWeights } from '../../../src/stylize/network/safetensors-weights.js';
import { onnxFile, rawTensor, vggFixture } from '../onnx-file.js';
import { randomNetwork } from '../random-network.js';
import { networkTensors, safetensorsFile } from '../safetensors-file.js';

const CAFFE_VGG19 = [0.34119523, 0.33999205, -0.04484424, 0.23215917, 0.08978214, -0.30331427, -0.07260918];
const TORCHVISION_VGG16 = [-0.55373, 0.1427, 0.52896, -0.58312, 0.35655, 0.76566, -0.69022];
const rest = { caffe: [-0.246675, -0.33683276], torchvision: [-0.048019, 0.48409] };

/** A network whose first weights are the given ones. */
function startingWith(...values: number[]): VggNetwork {
  const network = randomNetwork({ widths: [3, 4], last: 'conv1_2', pooling: 'max' });
  network.convolutions[0]?.weight.set(values);
  return network;
}
const caffe = () => startingWith(...CAFFE_VGG19, ...rest.caffe);
const torchvision = () => startingWith(...TORCHVISION_VGG16, ...rest.torchvision);
const unknown = () => startingWith();

test('published weights are known, in reduced precision too, and not when their colours are exchanged', () => {
  const weight = caffe().convolutions[0]?.weight ?? new Float32Array();
  assert.equal(inputOfKnownWeights(weight)?.name, 'caffe');
  const brain = weight.map(
    (value) =>
      new Float32Array(
        Uint32Array.of((new Uint32Array(Float32Array.of(value).buffer)[0] ?? 0) & 0xffff0000).buffer,
      )[0] ?? 0,
  );
  assert.notDeepEqual(brain, weight);
  assert.equal(inputOfKnownWeights(brain)?.name, 'caffe');
  assert.equal(inputOfKnownWeights(torchvision().convolutions[0]?.weight ?? new Float32Array())?.name, 'rgb');
  const exchanged = weight.slice();
  exchanged.copyWithin(0, 18, 27);
  assert.equal(inputOfKnownWeights(exchanged), undefined);
  assert.equal(inputOfKnownWeights(weight.map((value) => 1.1 * value)), undefined);
  assert.equal(inputOfKnownWeights(new Float32Array(0)), undefined);
});

test('known weights decide against the names: in safetensors, and in ONNX', () => {
  const inTorchvisionNames = safetensorsFile(networkTensors(caffe(), torchvisionConvention('vgg19').prefix));
  assert.equal(readSafetensorsWeights(inTorchvisionNames, 'f').input?.convention, CAFFE_BGR);
  const inCaffeNames = safetensorsFile(networkTensors(torchvision()));
  assert.equal(readSafetensorsWeights(inCaffeNames, 'f').input?.convention, IMAGENET_RGB);
  const onnx = onnxFile(vggFixture(torchvision(), 'caffe2'));
  assert.equal(readOnnxWeights(onnx, 'f.onnx').input?.convention, IMAGENET_RGB);
});

test('what an installed file says is honoured, even against known weights; other remarks are not', () => {
  const saying = (input: string) => safetensorsFile(networkTensors(caffe()), { input });
  assert.equal(readSafetensorsWeights(saying('rgb'), 'f').input?.convention, IMAGENET_RGB);
  assert.equal(readSafetensorsWeights(saying('caffe'), 'f').input?.convention, CAFFE_BGR);
  assert.equal(readSafetensorsWeights(saying('BGR 0..255'), 'f').input?.convention, CAFFE_BGR);
  const loaded = parseVgg(saying('rgb'), 'f');
  assert.ok(Math.abs(loaded.mean[0] - 0.485) < 1e-12);
});

test('what the user says counts, with a remark where the weights are known to want another input', () => {
  const weight = caffe().convolutions[0]?.weight ?? new Float32Array();
  assert.deepEqual(
    [inputFromUser('caffe', weight).name, inputFromUser('caffe', weight).because],
    ['caffe', 'you specified it'],
  );
  assert.equal(inputFromUser('rgb', weight).convention, IMAGENET_RGB);
  assert.match(inputFromUser('rgb', weight).because, /although its weights are those of Caffe's VGG-19/);
});

test("names of unknown weights decide where they are a publisher's", () => {
  const cases: [name: string, input: 'rgb' | 'caffe' | undefined][] = [
    ['features.0.weight', 'rgb'],
    ['vgg0_conv0_weight', 'rgb'],
    ['conv1_1_w_0', 'caffe'],
    ['vgg16/block1_conv1/Conv2D/ReadVariableOp:0', 'caffe'],
    ['onnx::Conv_12', undefined],
    ['conv1.weight', undefined],
  ];
  for (const [name, input] of cases) {
    const network = unknown();
    const fixture = vggFixture(network);
    fixture.tensors.push(
      rawTensor(name, [3, 3, 3, 3], network.convolutions[0]?.weight ?? new Float32Array()),
    );
    fixture.nodes[0]?.inputs.splice(1, 1, name);
    assert.equal(readOnnxWeights(onnxFile(fixture), 'f.onnx').input?.name, input, name);
  }
  assert.equal(
    readOnnxWeights(onnxFile(vggFixture(unknown(), 'onnx-caffe2')), 'f.onnx').input?.name,
    'caffe',
  );
});

test('a file that nothing decides is not loaded, and the message names `models install --input`', () => {
  assert.throws(
    () => parseVgg(onnxFile(vggFixture(unknown())), 'f.onnx'),
    (error) =>
      error instanceof ModelError &&
      /f\.onnx .*models install <file> --input rgb.*--input caffe/.test(error.message),
  );
});
