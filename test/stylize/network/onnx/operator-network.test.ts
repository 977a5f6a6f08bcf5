import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ModelError, UsageError } from '../../../../src/errors.js';
import { createEngine } from '../../../../src/stylize/engines/create-engine.js';
import { InferenceSession, Tensor } from '../../../../src/stylize/engines/onnxruntime.js';
import { chooseLayers, usualLayers } from '../../../../src/stylize/network/layer-choice.js';
import { layerFacts } from '../../../../src/stylize/network/layer-facts.js';
import { parseNetwork } from '../../../../src/stylize/network/load-network.js';
import { isVgg } from '../../../../src/stylize/network/network.js';
import type { OperatorNetwork } from '../../../../src/stylize/network/operator-network.js';
import { relativeError } from '../../loss-fixture.js';
import { type OnnxFixture, onnxFile, rawTensor } from '../../onnx-file.js';
import { randomUniform } from '../../random-network.js';
import { residualFixture } from '../../residual-network.js';

function parse(fixture: OnnxFixture, input?: 'rgb' | 'unit'): OperatorNetwork {
  const network = parseNetwork(onnxFile(fixture), 'net.onnx', { input });
  assert.ok(!isVgg(network));
  return network;
}

test('the features of every layer are those that onnxruntime computes from the file', async () => {
  const [width, height] = [45, 38];
  const data = randomUniform(3 * width * height, 4);
  const fixture = residualFixture();
  const network = parse(fixture, 'unit');
  const names = network.operators.map(({ name }) => name).filter((name) => name !== 'input');
  const values = fixture.nodes
    .map(({ outputs }) => outputs[0] as string)
    .filter((value) => !/^(flat|classes)/.test(value));
  const session = await InferenceSession.create(
    onnxFile({ ...fixture, outputs: values.map((name) => ({ name, dims: [1, 'c', 'h', 'w'] })) }),
  );
  const expected = await session.run({ picture: new Tensor('float32', data, [1, 3, height, width]) });
  await using engine = await createEngine({ device: 'cpu', network, threads: 1 });
  // The convolution of the stem has taken in its normalisation, and its name.
  assert.deepEqual(
    names,
    values.map((value) => value.replace(':0', '').replace(' ', '_')).filter((name) => name !== 'stem'),
  );
  for (const layer of await engine.features({ width, height, data }, names)) {
    const { dims, data: reference } = expected[`${layer.layer.replace('_', ' ')}:0`] as {
      dims: readonly number[];
      data: Float32Array;
    };
    assert.deepEqual([1, layer.channels, layer.height, layer.width], dims, layer.layer);
    assert.ok(relativeError(layer.data, reference) < 1e-5, layer.layer);
  }
});

test("the input is made of RGB in [0,1] as it is said, by the file's metadata too", async () => {
  const first = (network: OperatorNetwork) => network.operators[0]?.operation;
  const said = parse(residualFixture(), 'rgb');
  assert.deepEqual(
    first(parse({ ...residualFixture(), metadata: { 'nst-video.input': 'rgb' } })),
    first(said),
  );
  const plain = parse(residualFixture(), 'unit');
  const [width, height] = [8, 8];
  const size = width * height;
  const data = randomUniform(3 * size, 2);
  const [mean, deviation] = [
    [0.485, 0.456, 0.406],
    [0.229, 0.224, 0.225],
  ];
  const prepared = data.map(
    (value, i) => (value - mean[Math.floor(i / size)]!) / deviation[Math.floor(i / size)]!,
  );
  const features = async (network: OperatorNetwork, picture: Float32Array) => {
    await using engine = await createEngine({ device: 'cpu', network, threads: 1 });
    return (await engine.features({ width, height, data: picture }, ['out']))[0]!.data;
  };
  assert.ok(relativeError(await features(said, data), await features(plain, prepared)) < 1e-5);
});

test('where nothing tells the input, the choices are named', () => {
  assert.throws(() => parse(residualFixture()), {
    name: 'ModelError',
    message:
      /^Expected net\.onnx to show which input .* specify `--model-input`: `rgb` \(RGB.*`caffe`.*`signed`.*`unit`/,
  });
});

test('layers tell their operation, channels, stride and what they see', () => {
  const facts = new Map(layerFacts(parse(residualFixture(), 'unit')).map((each) => [each.layer, each]));
  assert.deepEqual(facts.get('norm'), {
    layer: 'norm',
    what: 'convolution 5×5 / 2',
    channels: 6,
    stride: 2,
    sees: 5,
    activated: false,
    joins: false,
  });
  assert.deepEqual(
    ['pool', 'right', 'join', 'mean', 'weighed', 'out'].map((name) => {
      const { stride, sees, activated, joins } = facts.get(name)!;
      return [name, stride, sees, activated, joins];
    }),
    [
      ['pool', 4, 9, true, false],
      ['right', 4, 17, true, false],
      ['join', 4, 17, true, true],
      ['mean', undefined, 25, false, false],
      ['weighed', 4, 25, true, false],
      ['out', 4, 25, true, true],
    ],
  );
});

test('usual layers are the first of each stride that are activated, where branches meet if any do', () => {
  assert.deepEqual(usualLayers(parse(residualFixture(), 'unit')), {
    style: { stem_relu: 1, join: 1 },
    content: { join: 1 },
    deepest: [],
  });
});

test('a layer that is not there is refused with the nearest, one out of reach with what is in the way', () => {
  const network = parse(residualFixture(), 'unit');
  const choose = (layer: string) => () => chooseLayers(network, { style: { [layer]: 1 }, content: 'auto' });
  const refused = (message: RegExp) => (error: unknown) =>
    error instanceof UsageError && message.test(error.message);
  assert.throws(
    choose('rihgt'),
    refused(/`--style-layers` to name layers of the network net, got `rihgt`: did you mean `right`\?/),
  );
  assert.throws(choose('classes'), refused(/can be computed, got `classes`: in its way is Flatten \(flat\)/));
  assert.throws(
    choose('relu4_1'),
    refused(/got `relu4_1`, which ends at out: `nst-video models layers` lists/),
  );
});

test('a file without a convolution of one picture is refused, with what is in the way', () => {
  const refuses = (change: (fixture: OnnxFixture) => void, message: RegExp) => {
    const fixture = residualFixture();
    change(fixture);
    assert.throws(
      () => parse(fixture, 'unit'),
      (error) => error instanceof ModelError && message.test(error.message),
    );
  };
  refuses((fixture) => {
    fixture.nodes[4]!.inputs[0] = 'another';
  }, /Expected net\.onnx to have one input, the picture, got picture, another/);
  refuses((fixture) => {
    fixture.nodes[0]!.attributes.pads = [0, 0];
  }, /convolution that its picture goes into, got Conv \(stem\): its padding is \[0, 0\]/);
  refuses((fixture) => {
    fixture.tensors[0] = rawTensor('stem.weight', [6, 4, 5, 5], new Float32Array(600));
  }, /got Conv \(stem\): Expected the weight in net\.onnx to be \[any, 3, any, any\], got \[6, 4, 5, 5\]/);
});
