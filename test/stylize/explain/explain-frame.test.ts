import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { LossTerms } from '../../../src/loss-terms.js';
import { createEngine } from '../../../src/stylize/engines/create-engine.js';
import type { Engine } from '../../../src/stylize/engines/engine.js';
import { explainFrame } from '../../../src/stylize/explain/explain-frame.js';
import type { FinishedFrame } from '../../../src/stylize/explain/finished-frame.js';
import type { FrameExplanation } from '../../../src/stylize/explain/frame-explanation.js';
import { scaledInputs } from '../../../src/stylize/explain/scaled-inputs.js';
import { selfReference } from '../../../src/stylize/loss/prior.js';
import type { StylizerSettings } from '../../../src/stylize/settings.js';
import { Stylizer } from '../../../src/stylize/stylizer.js';
import { randomNetwork, randomUniform } from '../random-network.js';

const [width, height] = [100, 96];
const picture = (seed: number) => ({ width, height, data: randomUniform(3 * width * height, seed) });
const settings: StylizerSettings = {
  contentLayers: { relu2_1: 1 },
  styleLayers: { relu1_1: 1, relu2_1: 3 },
  deepestStyleLayers: ['relu2_1'],
  styleLoss: 'meancov',
  contentWeight: 1,
  styleWeight: 30,
  temporalWeight: 100,
  tvWeight: 0,
  kind: 'clip',
  quality: 'draft',
  iterations: 6,
  optimizer: 'lbfgs',
  initialisation: 'content',
  nextInitialisation: 'previous',
  seed: 0,
  layerScales: {},
  keyframeWeight: 0,
  matchColours: false,
  blend: [],
};

let engine: Engine;
let explanation: FrameExplanation;
let terms: LossTerms | null;
before(async () => {
  const network = randomNetwork({ widths: [6, 8], last: 'conv2_1' });
  engine = await createEngine({ device: 'cpu', network, threads: 1 });
  // Darker and rougher than the source, so that there is a way to go.
  const { data } = picture(2);
  const style = { picture: { width, height, data: data.map((value) => 0.5 * value ** 3) }, share: 1 };
  const stylizer = new Stylizer(engine, network.metrics, settings, [style], { width, height });
  const first = await stylizer.paintFirst(picture(1), 0);
  const finished: FinishedFrame[] = [];
  const paint = (options = {}) =>
    stylizer.paintNext(first.state, picture(1), [selfReference(first.image)], options);
  const painted = await paint({ onFinished: (frame: FinishedFrame) => finished.push(frame) });
  terms = painted.terms;
  explanation = await explainFrame(finished[0] as FinishedFrame);
  // Explaining in between changes nothing.
  assert.deepEqual((await paint()).image, painted.image);
});
after(() => engine[Symbol.asyncDispose]());

const partOf = (term: string, layer: string) =>
  explanation.parts.find((part) => part.term === term && part.layer === layer)!;
const near = (a: number, b: number, tolerance = 1e-4) =>
  assert.ok(Math.abs(a - b) <= tolerance * Math.max(1e-6, Math.abs(b)), `${a} instead of ${b}`);

test('every part is there, and together they are the loss of the frame', () => {
  const { parts } = explanation;
  const named = parts.map(({ term, layer, coarserOnly }) => [term, layer, coarserOnly]);
  assert.deepEqual(named, [
    ['content', 'relu2_1', false],
    ['style', 'relu1_1', false],
    ['style', 'relu2_1', true],
    ['temporal', 'picture', false],
    ['tv', 'picture', false],
  ]);
  const sum = parts.reduce((total, { loss }) => total + loss, 0);
  near(sum, terms!.total, 1e-3);
  near(partOf('temporal', 'picture').loss, terms!.temporal, 1e-3);
});

test('distances are without weights: the source has no content distance, and that of its style is 1', () => {
  assert.equal(partOf('content', 'relu2_1').distance.source, 0);
  for (const layer of ['relu1_1', 'relu2_1']) near(partOf('style', layer).distance.source, 1, 0.01);
  near(partOf('style', 'relu1_1').loss, 30 * 0.25 * partOf('style', 'relu1_1').distance.painted);
  const { style } = explanation.distances;
  near(
    style!,
    (partOf('style', 'relu1_1').distance.painted + 3 * partOf('style', 'relu2_1').distance.painted) / 4,
  );
});

test('what is not in the loss does not pull; what is, pulls somewhere', () => {
  assert.equal(partOf('tv', 'picture').strength, 0);
  assert.ok(partOf('style', 'relu2_1').pull.every((value) => value === 0));
  const { pull, strength } = partOf('style', 'relu1_1');
  assert.ok(strength > 0);
  near(strength ** 2, pull.reduce((sum, value) => sum + value ** 2, 0) / pull.length);
});

test('each weight is tried, against as many evaluations without a change', () => {
  const { tries } = explanation;
  const options = tries.map(({ option, before: from, after: to }) => [option, from, to]);
  assert.deepEqual(options.slice(0, 4), [
    [undefined, 0, 0],
    ['contentWeight', 1, 2],
    ['styleWeight', 30, 60],
    ['temporalWeight', 100, 200],
  ]);
  assert.deepEqual(tries[4]?.option, 'tvWeight');
  const [plain, content, , temporal, tv] = tries.map(({ distances }) => distances);
  assert.ok(content!.content! < plain!.content!);
  assert.ok(temporal!.temporal! < plain!.temporal!);
  assert.ok(tv!.tv! < plain!.tv!);
  assert.ok(explanation.advice.length > 3);
});

test('a scaled loss keeps its targets, and scales the weights of all areas', () => {
  const scaled = scaledInputs(
    {
      style: {
        a: {
          second: Float32Array.of(1),
          weights: Float32Array.of(1, 2),
          second1: Float32Array.of(3),
          weights1: Float32Array.of(4, 5),
        },
      },
      tv: { picture: { rate: Float32Array.of(2) } },
    },
    (term) => (term === 'style' ? 10 : 0),
  );
  assert.deepEqual(scaled.style?.a, {
    second: Float32Array.of(1),
    weights: Float32Array.of(10, 20),
    second1: Float32Array.of(3),
    weights1: Float32Array.of(40, 50),
  });
  assert.deepEqual(scaled.tv?.picture, { rate: Float32Array.of(0) });
});
