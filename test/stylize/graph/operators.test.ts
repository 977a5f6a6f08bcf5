import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createEngine } from '../../../src/stylize/engines/create-engine.js';
import type { Engine } from '../../../src/stylize/engines/engine.js';
import { contentInputs } from '../../../src/stylize/loss/content.js';
import {
  type Operation,
  type Operator,
  type OperatorNetwork,
  operatorsFor,
  SOURCE,
} from '../../../src/stylize/network/operator-network.js';
import type { Window } from '../../../src/stylize/network/window.js';
import { relativeError } from '../loss-fixture.js';
import { randomNormal, randomNumbers, randomUniform } from '../random-network.js';
import { referenceOperators } from '../reference-operators.js';

// The engine computes in single precision, the reference in double: see gradient.test.ts.
const STEP = 1e-6;
const TOLERANCE = 2e-4;
const SAMPLES = 10;
const size = { width: 15, height: 12 };

const window = (kernel: [number, number], changes: Partial<Window> = {}): Window => ({
  kernel,
  strides: [1, 1],
  dilations: [1, 1],
  pads: [0, 0, 0, 0],
  ceil: false,
  ...changes,
});

function convolution(
  name: string,
  input: string,
  [inChannels, channels]: [number, number],
  moved: Window,
  groups = 1,
): Operator {
  const each = inChannels / groups;
  const taps = moved.kernel[0] * moved.kernel[1];
  const weight = randomNormal(channels * each * taps, 7 + name.length, 1 / Math.sqrt(each * taps));
  const bias = randomNormal(channels, 9 + name.length, 0.1);
  return {
    name,
    inputs: [input],
    channels,
    operation: { kind: 'convolution', window: moved, groups, weight, bias },
  };
}

/** The picture made into six channels of both signs, of which every case makes something. */
const stem = convolution('stem', SOURCE, [3, 6], window([3, 3], { pads: [1, 1, 1, 1] }));

const networkOf = (...operators: Operator[]) => operators;

const onStem = (operation: Operation, channels = 6): Operator => ({
  name: 'last',
  inputs: ['stem'],
  channels,
  operation,
});
const stemThen = (operation: Operation) => networkOf(onStem(operation));
const convolved = (moved: Window, groups = 1, channels = 4) =>
  networkOf(convolution('last', 'stem', [6, channels], moved, groups));
const relu = (input: string, name: string, channels = 6): Operator => ({
  name,
  inputs: [input],
  channels,
  operation: { kind: 'relu' },
});
const joined = (kind: 'add' | 'multiply' | 'concatenate', inputs: string[], channels = 6): Operator => ({
  name: 'last',
  inputs,
  channels,
  operation: { kind },
});
const globalAverage: Operator = {
  name: 'mean',
  inputs: ['stem'],
  channels: 6,
  operation: { kind: 'globalAverage' },
};

const cases: Record<string, readonly Operator[]> = {
  'a convolution of an even kernel, padded on one side': convolved(window([2, 4], { pads: [0, 1, 1, 2] })),
  'a strided convolution': convolved(window([3, 3], { strides: [2, 2], pads: [1, 1, 1, 1] })),
  'a convolution that leaves out the last row and column': convolved(window([3, 2], { strides: [4, 3] })),
  'a convolution whose stride is above its kernel': convolved(window([1, 1], { strides: [2, 2] })),
  'a large strided convolution, as in first layers': convolved(
    window([7, 7], { strides: [2, 2], pads: [3, 3, 3, 3] }),
  ),
  'a dilated convolution': convolved(window([3, 3], { dilations: [2, 3], pads: [2, 3, 2, 3] })),
  'a strided, dilated convolution': convolved(
    window([3, 3], { dilations: [2, 2], strides: [2, 1], pads: [2, 1, 1, 2] }),
  ),
  'a grouped convolution': convolved(window([3, 3], { pads: [1, 1, 1, 1] }), 2),
  'a strided convolution by channel': convolved(
    window([3, 3], { strides: [2, 2], pads: [1, 1, 1, 1] }),
    6,
    12,
  ),
  'a convolution whose padding is beyond its kernel': convolved(window([1, 1], { pads: [1, 2, 0, 1] })),
  'a convolution padded as SAME_UPPER': convolved(window([3, 3], { strides: [2, 2], pads: 'sameUpper' })),
  'a convolution padded as SAME_LOWER': convolved(window([4, 4], { pads: 'sameLower' })),
  'an affine map': stemThen({ kind: 'affine', scale: randomNormal(6, 3), offset: randomNormal(6, 4) }),
  relu: stemThen({ kind: 'relu' }),
  'leaky relu': stemThen({ kind: 'leaky', slope: Float32Array.of(0.1, 0.2, 0.3, 0.01, 0, 1) }),
  clip: stemThen({ kind: 'clip', min: -0.2, max: 0.4 }),
  'clip above alone': stemThen({ kind: 'clip', min: Number.NEGATIVE_INFINITY, max: 0.2 }),
  sigmoid: stemThen({ kind: 'sigmoid' }),
  'hard sigmoid': stemThen({ kind: 'hardSigmoid', alpha: 1.5, beta: 0.4 }),
  'hard swish': networkOf(
    onStem({ kind: 'affine', scale: new Float32Array(6).fill(6), offset: new Float32Array(6) }),
    { name: 'swish', inputs: ['last'], channels: 6, operation: { kind: 'hardSwish' } },
  ),
  'overlapping max pooling': stemThen({
    kind: 'maxPool',
    window: window([3, 3], { strides: [2, 2], pads: [1, 1, 1, 1] }),
  }),
  'max pooling rounded up': stemThen({
    kind: 'maxPool',
    window: window([3, 3], { strides: [2, 2], ceil: true }),
  }),
  'max pooling in steps of one': stemThen({
    kind: 'maxPool',
    window: window([3, 3], { pads: [1, 1, 1, 1] }),
  }),
  'max pooling with rows and columns left out': stemThen({
    kind: 'maxPool',
    window: window([2, 2], { strides: [2, 2] }),
  }),
  'average pooling': stemThen({
    kind: 'averagePool',
    window: window([2, 2], { strides: [2, 2] }),
    countsPadding: false,
  }),
  'average pooling that counts its padding': stemThen({
    kind: 'averagePool',
    window: window([3, 3], { strides: [2, 2], pads: [1, 1, 1, 1] }),
    countsPadding: true,
  }),
  'average pooling rounded up, without its padding': stemThen({
    kind: 'averagePool',
    window: window([3, 3], { strides: [2, 2], pads: [1, 0, 1, 0], ceil: true }),
    countsPadding: false,
  }),
  'the mean over all positions': networkOf(globalAverage),
  concatenation: networkOf(relu('stem', 'a'), joined('concatenate', ['a', 'stem', 'a'], 18)),
  'a sum of three': networkOf(relu('stem', 'a'), joined('add', ['a', 'stem', 'a'])),
  'a product, of the same twice too': networkOf(relu('stem', 'a'), joined('multiply', ['stem', 'a'])),
  'weights by channel': networkOf(globalAverage, joined('multiply', ['stem', 'mean'])),
  'local response normalisation': stemThen({
    kind: 'localNormalise',
    size: 4,
    alpha: 2,
    beta: 0.75,
    bias: 1.5,
  }),
  'padding with zeros': networkOf(
    onStem({ kind: 'pad', pads: [1, 0, 2, 3] }),
    convolution('after', 'last', [6, 4], window([3, 3], { strides: [2, 2] })),
  ),
};

const inCase = (name: string, layer: string) => (layer === 'stem' ? layer : `${name}: ${layer}`);
const network: OperatorNetwork = {
  name: 'test',
  sha256: '',
  operators: [
    stem,
    ...Object.entries(cases).flatMap(([name, operators]) =>
      operators.map((operator) => ({
        ...operator,
        name: inCase(name, operator.name),
        inputs: operator.inputs.map((input) => inCase(name, input)),
      })),
    ),
  ],
  outOfReach: new Map(),
  metrics: new Map(),
};
let engine: Engine;
before(async () => {
  engine = await createEngine({ device: 'cpu', network, threads: 1 });
});
after(() => engine[Symbol.asyncDispose]());

for (const [name, operators] of Object.entries(cases)) {
  test(`${name}: features and gradient are those of the formula and of finite differences`, async () => {
    const { width, height } = size;
    const last = inCase(name, operators.at(-1)?.name ?? '');
    const own = { ...network, operators: operatorsFor(network, [last]) };
    const featuresOf = (picture: ArrayLike<number>) =>
      referenceOperators(own, picture, width, height).get(last)!;
    const x = randomUniform(3 * width * height, 3);
    const expected = featuresOf(x);
    const [features] = await engine.features({ width, height, data: x }, [last]);
    const { channels } = expected;
    assert.deepEqual({ ...features, data: 0 }, { ...expected, layer: last, channels, data: 0 });
    assert.ok(relativeError(features!.data, expected.data) < 1e-5);
    const target = randomNormal(expected.data.length, 5);
    await using loss = await engine.loss(size, { content: { [last]: contentInputs(target, 1) } });
    const { gradient } = await loss.evaluate(x);
    const random = randomNumbers(7);
    const moved = Float64Array.from(x);
    const lossAt = (index: number, value: number): number => {
      const start = moved[index] as number;
      moved[index] = value;
      const { data } = featuresOf(moved);
      moved[index] = start;
      return data.reduce((sum, f, i) => sum + (f - target[i]!) ** 2, 0) / data.length;
    };
    const indices = Array.from({ length: SAMPLES }, () => Math.floor(random() * x.length));
    const differences = indices.map((index) => {
      const start = x[index] as number;
      return (lossAt(index, start + STEP) - lossAt(index, start - STEP)) / (2 * STEP);
    });
    const error = relativeError(
      indices.map((index) => gradient[index] as number),
      differences,
    );
    assert.ok(error < TOLERANCE, `relative error ${error}`);
  });
}
