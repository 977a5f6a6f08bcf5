import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EngineError, ModelError, NstError, UsageError } from '../../../src/errors.js';
import type { Image } from '../../../src/image.js';
import { resolveOptions } from '../../../src/options/resolve.js';
import { checkEvaluation, DescentCheck } from '../../../src/stylize/loss/checks.js';
import type { VggNetwork } from '../../../src/stylize/network/network.js';
import type { StylizerSettings } from '../../../src/stylize/settings.js';
import { Stylizer } from '../../../src/stylize/stylizer.js';
import { BACKENDS } from '../backends.js';
import { randomNetwork, randomUniform } from '../random-network.js';

const [width, height] = [32, 24];
const settings: StylizerSettings = {
  contentLayers: { relu2_1: 1 },
  styleLayers: { relu1_1: 1, relu2_1: 1 },
  styleLoss: 'meancov',
  contentWeight: 1,
  styleWeight: 30,
  blend: [],
  temporalWeight: 100,
  tvWeight: 0.1,
  keyframeWeight: 20000,
  kind: 'picture',
  quality: 'draft',
  iterations: 8,
  optimizer: 'lbfgs',
  initialisation: 'content',
  nextInitialisation: 'previous',
  deepestStyleLayers: [],
  seed: 5,
  matchColours: false,
  layerScales: {},
};
const picture = (seed: number): Image => ({ width, height, data: randomUniform(3 * width * height, seed) });
const sound = randomNetwork({ widths: [4, 6], last: 'conv2_1' });
const withWeights = (change: (value: number, i: number) => number): VggNetwork => ({
  ...sound,
  convolutions: sound.convolutions.map((convolution) => ({
    ...convolution,
    weight: convolution.weight.map(change),
    bias: convolution.bias.map(change),
  })),
});

for (const { name, start } of BACKENDS) {
  test(`${name}: a network or weights that cannot paint are refused, whatever the optimiser`, async (context) => {
    const paint = async (network: VggNetwork, changes: Partial<StylizerSettings> = {}) => {
      await using engine = await start(network, context);
      if (!engine) return;
      const style = [{ picture: picture(2), share: 1 }];
      const all = { ...settings, ...changes };
      const stylizer = new Stylizer(engine, network.metrics, all, style, { width, height });
      return await stylizer.paintFirst(picture(1), 0);
    };
    if (!(await paint(sound))) return;
    await paint(sound, { optimizer: 'adam' });
    for (const optimizer of ['lbfgs', 'adam'] as const) {
      const nan = withWeights((value, i) => (i === 7 ? Number.NaN : value));
      // A GPU's ReLU may make 0 of NaN; then the gradient shows it.
      const hidden = name === 'webgpu' ? /is not finite/ : /not finite at relu1_1: its weights are damaged/;
      await assert.rejects(paint(nan, { optimizer }), (error: Error) => {
        assert.match(error.message, hidden);
        return error instanceof (name === 'webgpu' ? NstError : ModelError);
      });
      const huge = withWeights(() => 1e30);
      await assert.rejects(paint(huge, { optimizer }), refused(/not finite at relu1_1: .* far too large/));
      const zero = withWeights(() => 0);
      await assert.rejects(paint(zero, { optimizer }), refused(/all zeros: its weights are damaged/));
    }
    for (const weights of [{ styleWeight: 1e30 }, { contentWeight: 1e38, styleWeight: 1e38 }]) {
      await assert.rejects(paint(sound, { ...weights, iterations: 24 }), (error: Error) => {
        assert.match(error.message, /^The (gradient of the )?loss (is not finite|did not fall)/);
        return error instanceof EngineError;
      });
    }
  });
}

const refused = (message: RegExp) => (error: Error) => {
  assert.match(error.message, message);
  return error instanceof ModelError;
};

test('weights that are 0 for all that could be painted are refused before anything else', () => {
  const nothing = { contentWeight: 0, styleWeight: 0, tvWeight: 0 };
  assert.throws(
    () => resolveOptions(nothing),
    (error: Error) => {
      assert.match(error.message, /to be above 0, got 0 for all three/);
      return error instanceof UsageError;
    },
  );
  resolveOptions({ ...nothing, tvWeight: 1 });
});

test('a loss is looked at with its gradient', () => {
  const terms = { content: 1, style: Number.NaN, temporal: 0, tv: 0, keyframe: 0, total: Number.NaN };
  const gradient = Float32Array.of(0, 1);
  assert.throws(() => checkEvaluation({ terms, gradient }), /The loss is not finite \(content 1, style NaN,/);
  const finite = { ...terms, style: 1, total: 2 };
  checkEvaluation({ terms: finite, gradient });
  for (const value of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
    assert.throws(
      () => checkEvaluation({ terms: finite, gradient: Float32Array.of(0, value) }),
      /The gradient of the loss is not finite/,
    );
  }
});

test('a loss that falls at no scale is an error, unless it was hardly tried or there was nothing to gain', () => {
  const loss = (total: number) => ({ content: total, style: 0, temporal: 0, tv: 0, keyframe: 0, total });
  const after = (...scales: [first: number, best: number, evaluations: number][]) => {
    const descent = new DescentCheck();
    for (const [first, best, evaluations] of scales)
      descent.add(loss(first), loss(best), evaluations, 20, 10);
    return () => descent.check();
  };
  assert.throws(after([5, 5, 20], [4, 4, 13]), EngineError);
  assert.throws(after([5, 5, 1]), EngineError, 'there was no way to go');
  after([5, 5, 20], [4, 3.9, 20])();
  after([1e-4, 1e-4, 20])();
  const descent = new DescentCheck();
  descent.add(loss(5), loss(5), 3, 3, 10);
  descent.check();
});
