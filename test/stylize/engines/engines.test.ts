import assert from 'node:assert/strict';
import { after, type TestContext, test } from 'node:test';
import { ModelError, UsageError } from '../../../src/errors.js';
import type { Engine } from '../../../src/stylize/engines/engine.js';
import type { ContentInputs } from '../../../src/stylize/loss/content.js';
import type { StyleInputs } from '../../../src/stylize/loss/style.js';
import type { VggNetwork } from '../../../src/stylize/network/network.js';
import { BACKENDS } from '../backends.js';
import { lossFixture, relativeError } from '../loss-fixture.js';
import { randomNetwork, randomUniform } from '../random-network.js';
import { referenceForward, referenceLoss, referenceMoments } from '../reference.js';

/** relu1_1 of this network is the picture itself: red, green, blue. */
const identity: VggNetwork = {
  name: 'identity',
  sha256: '',
  mean: [0, 0, 0],
  pooling: 'average',
  convolutions: [
    {
      name: 'conv1_1',
      inChannels: 3,
      outChannels: 3,
      weight: Float32Array.from({ length: 81 }, (_, i) =>
        i % 9 === 4 && Math.floor(i / 9) % 4 === 0 ? 1 : 0,
      ),
      bias: new Float32Array(3),
    },
  ],
  metrics: new Map(),
};
const twoPixels = { width: 2, height: 1, data: Float32Array.of(1, 3, 2, 0, 0, 4) };

const styleLayers = ['relu1_1', 'relu2_1'];
const network = randomNetwork({ widths: [16, 16], last: 'conv2_2', metrics: true });
const options = {
  width: 21,
  height: 13,
  contentLayers: ['relu2_2'],
  styleLayers,
  temporal: true,
  tv: true,
  keyframe: true,
};

for (const { name, start: startNew } of BACKENDS) {
  // One engine for all tests of a backend: WebGPU compiles its shaders anew in each.
  const engines = new Map<VggNetwork, Engine>();
  const start = async (of: VggNetwork, context: TestContext) => {
    const engine = engines.get(of) ?? (await startNew(of, context));
    if (engine !== undefined) engines.set(of, engine);
    return engine;
  };
  after(async () => {
    for (const engine of engines.values()) await engine[Symbol.asyncDispose]();
  });

  test(`${name}: statistics of two pixels, by hand`, async (context) => {
    const engine = await start(identity, context);
    if (engine === undefined) return;
    const [uniform] = await engine.statistics(twoPixels, ['relu1_1']);
    assert.equal(uniform?.channels, 3);
    assert.deepEqual([...(uniform?.mean ?? [])], [2, 1, 2]);
    assert.deepEqual([...(uniform?.secondMoment ?? [])], [5, 1, 6, 1, 2, 0, 6, 0, 8]);
  });

  test(`${name}: features and statistics are those of plain loops`, async (context) => {
    const engine = await start(network, context);
    if (engine === undefined) return;
    const [width, height] = [21, 13];
    const image = { width, height, data: randomUniform(3 * width * height, 8) };
    const expected = referenceForward(network, image.data, width, height);
    const layers = ['relu1_1', 'conv2_1', 'pool1', 'relu2_2'];
    for (const features of await engine.features(image, layers)) {
      const layer = expected.get(features.layer);
      assert.deepEqual([features.width, features.height], [layer?.width, layer?.height]);
      assert.ok(relativeError(features.data, layer?.data ?? []) < 1e-5, features.layer);
    }
    for (const statistics of await engine.statistics(image, layers)) {
      const layer = expected.get(statistics.layer) as NonNullable<ReturnType<typeof expected.get>>;
      const { mean, second } = referenceMoments(layer);
      assert.ok(relativeError(statistics.mean, mean) < 1e-5);
      assert.ok(relativeError(statistics.secondMoment, second) < 1e-5);
    }
  });

  for (const styleLoss of ['gram', 'meancov'] as const) {
    test(`${name}: loss (${styleLoss}) as defined, gradient as from the other backends`, async (context) => {
      const engine = await start(network, context);
      if (engine === undefined) return;
      const { size, inputs, x } = lossFixture(network, { ...options, styleLoss });
      await using loss = await engine.loss(size, inputs);
      const { terms, gradient } = await loss.evaluate(x);
      const expected = referenceLoss(network, size, inputs, x);
      for (const [term, value] of Object.entries(expected)) {
        const got = terms[term as keyof typeof terms];
        assert.ok(Math.abs(got - value) <= 1e-4 * value, `${term}: expected ${value}, got ${got}`);
      }
      oracle[styleLoss] ??= gradient.slice();
      assert.ok(relativeError(gradient, oracle[styleLoss]) < 1e-4);
    });
  }

  test(`${name}: a style for each area: loss as defined, gradient as from the other backends`, async (context) => {
    const engine = await start(network, context);
    if (engine === undefined) return;
    const { size, inputs, x } = lossFixture(network, { ...options, areas: true, styleLoss: 'meancov' });
    await using loss = await engine.loss(size, inputs);
    const { terms, gradient } = await loss.evaluate(x);
    const expected = referenceLoss(network, size, inputs, x).style;
    assert.ok(
      Math.abs(terms.style - expected) <= 1e-4 * expected,
      `expected ${expected}, got ${terms.style}`,
    );
    oracle.areas ??= gradient.slice();
    assert.ok(relativeError(gradient, oracle.areas) < 1e-4);
  });

  test(`${name}: the same picture gives the same bits, whatever came between`, async (context) => {
    const engine = await start(network, context);
    if (engine === undefined) return;
    const { size, inputs, x } = lossFixture(network, { ...options, styleLoss: 'meancov' });
    await using loss = await engine.loss(size, inputs);
    const first = await loss.evaluate(x);
    const gradient = first.gradient.slice();
    await loss.evaluate(x.map((value) => 1 - value));
    const relu2_2 = inputs.content?.relu2_2 as ContentInputs;
    const content = { relu2_2: { ...relu2_2, rate: Float32Array.of(0) } };
    await using other = await engine.loss(size, { ...inputs, content });
    assert.equal((await other.evaluate(x)).terms.content, 0);
    await using again = await engine.loss(size, inputs);
    for (const same of [loss, again]) {
      const second = await same.evaluate(x);
      assert.deepEqual(second.terms, first.terms);
      assert.deepEqual(second.gradient, gradient);
    }
  });

  test(`${name}: unknown layers, small pictures and wrong lengths are refused`, async (context) => {
    const engine = await start(network, context);
    if (engine === undefined) return;
    const image = { width: 1, height: 8, data: new Float32Array(24) };
    await assert.rejects(engine.features(image, ['relu9_9']), ModelError);
    await assert.rejects(engine.features(image, ['relu4_1']), /ends at relu2_2, got `relu4_1`/);
    await assert.rejects(engine.statistics(image, ['relu2_1']), UsageError);
    const { size, inputs } = lossFixture(network, { ...options, styleLoss: 'gram' });
    await assert.rejects(engine.loss({ ...size, width: 1 }, inputs), UsageError);
    const relu2_2 = inputs.content?.relu2_2 as ContentInputs;
    const content = { relu2_2: { ...relu2_2, target: new Float32Array(5) } };
    await assert.rejects(engine.loss(size, { ...inputs, content }), RangeError);
    const style = { relu1_1: { weights: Float32Array.of(1, 1) } as StyleInputs };
    await assert.rejects(engine.loss(size, { ...inputs, style }), RangeError);
  });
}

const oracle: Partial<Record<'gram' | 'meancov' | 'areas', Float32Array>> = {};
