import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createEngine } from '../../../src/stylize/engines/create-engine.js';
import type { Engine } from '../../../src/stylize/engines/engine.js';
import type { VggNetwork } from '../../../src/stylize/network/network.js';
import { type LossFixture, lossFixture, relativeError } from '../loss-fixture.js';
import { randomNetwork, randomNumbers } from '../random-network.js';
import { referenceLoss } from '../reference.js';

// The engine computes in single precision, the reference in double: central
// differences with a step of 1e-6 are exact to about 1e-9 there, and a step
// that small crosses no kink. What is left is the engine's own rounding.
const STEP = 1e-6;
const TOLERANCE = 2e-4;
const SAMPLES = 12;

const styleLayers = ['relu1_1', 'relu2_1', 'relu3_1', 'relu4_1', 'relu5_1'];
const size = { width: 45, height: 23 };
const all = { contentLayers: ['relu4_1'], styleLayers, temporal: true, tv: true, keyframe: true };

async function check(engine: Engine, network: VggNetwork, { size, inputs, x }: LossFixture): Promise<void> {
  await using loss = await engine.loss(size, inputs);
  const { terms, gradient } = await loss.evaluate(x);
  const expected = referenceLoss(network, size, inputs, x);
  for (const [name, value] of Object.entries(expected)) {
    const got = terms[name as keyof typeof terms];
    assert.ok(Math.abs(got - value) <= 1e-5 * value, `${name}: expected ${value}, got ${got}`);
  }
  const random = randomNumbers(7);
  const indices = Array.from({ length: SAMPLES }, () => Math.floor(random() * x.length));
  const differences = indices.map((index) => {
    const moved = Float64Array.from(x);
    const at = (value: number) => {
      moved[index] = value;
      return referenceLoss(network, size, inputs, moved).total;
    };
    const start = x[index] as number;
    return (at(start + STEP) - at(start - STEP)) / (2 * STEP);
  });
  const error = relativeError(
    indices.map((index) => gradient[index] as number),
    differences,
  );
  assert.ok(error < TOLERANCE, `relative error ${error}`);
}

// Sixteen channels fill the blocks of NCHWc, six do not: both layouts are checked.
for (const [layout, width] of [
  ['blocked', 16],
  ['planar', 6],
] as const) {
  const network = randomNetwork({ widths: [width, width, width, width, width], metrics: true });
  let engine: Engine;
  before(async () => {
    engine = await createEngine({ device: 'cpu', network, threads: 2 });
  });
  after(() => engine[Symbol.asyncDispose]());

  const cases: Record<string, Parameters<typeof lossFixture>[1]> = {
    'content alone': { ...size, styleLoss: 'gram', contentLayers: ['relu3_2', 'relu4_1'] },
    'Gram matrices alone': { ...size, styleLoss: 'gram', styleLayers },
    'means and covariances alone': { ...size, styleLoss: 'meancov', styleLayers },
    'temporal alone': { ...size, styleLoss: 'gram', temporal: true },
    'total variation alone': { ...size, styleLoss: 'gram', tv: true },
    'key frames alone': { ...size, styleLoss: 'gram', keyframe: true },
    'all together, Gram': { ...size, ...all, styleLoss: 'gram' },
    'all together, mean and covariance': { ...size, ...all, styleLoss: 'meancov' },
    'two areas, mean and covariance': { ...size, ...all, areas: true, styleLoss: 'meancov' },
    'two areas, Gram': { ...size, styleLayers, areas: true, styleLoss: 'gram' },
    'a size without odd halves': { ...all, width: 32, height: 16, styleLoss: 'meancov' },
    'pre-activations, poolings, and a layer that is content and style': {
      ...size,
      styleLoss: 'meancov',
      contentLayers: ['conv2_2', 'pool3'],
      styleLayers: ['conv1_1', 'pool1', 'pool3'],
    },
  };
  for (const [name, options] of Object.entries(cases)) {
    test(`${layout}: the gradient is that of finite differences: ${name}`, async () => {
      await check(engine, network, lossFixture(network, options));
    });
  }
}

test('maximum pooling: the gradient is that of finite differences', async () => {
  for (const width of [16, 6]) {
    const network = randomNetwork({ widths: [width, width, width], last: 'conv3_1', pooling: 'max' });
    await using engine = await createEngine({ device: 'cpu', network });
    const layers = ['relu1_1', 'relu2_1', 'relu3_1'];
    const options = {
      ...size,
      styleLoss: 'meancov',
      contentLayers: ['relu3_1'],
      styleLayers: layers,
    } as const;
    await check(engine, network, lossFixture(network, options));
  }
});
