import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Image } from '../../src/image.js';
import type { EvaluationEvent } from '../../src/stylize/coarse-to-fine.js';
import type { TemporalReference } from '../../src/stylize/loss/prior.js';
import type { StylizerSettings } from '../../src/stylize/settings.js';
import { decodeShotState, encodeShotState } from '../../src/stylize/shot-state-codec.js';
import { Stylizer } from '../../src/stylize/stylizer.js';
import { FakeEngine } from './fake-engine.js';

const width = 112;
const height = 100;
const settings: StylizerSettings = {
  contentLayers: { relu1_1: 1 },
  styleLayers: { relu1_1: 1, relu2_1: 0 },
  styleLoss: 'meancov',
  contentWeight: 1,
  styleWeight: 30,
  blend: [],
  temporalWeight: 100,
  tvWeight: 0,
  keyframeWeight: 20000,
  kind: 'clip',
  quality: 'normal',
  iterations: undefined,
  optimizer: 'lbfgs',
  initialisation: 'content',
  nextInitialisation: 'previous',
  deepestStyleLayers: [],
  seed: 5,
  matchColours: false,
  layerScales: {},
};

const picture = (value: (x: number, y: number, c: number) => number): Image => ({
  width,
  height,
  data: Float32Array.from({ length: 3 * width * height }, (_, i) =>
    value(i % width, Math.floor(i / width) % height, Math.floor(i / (width * height))),
  ),
});
const source = picture((x, y, c) => 0.5 + 0.2 * Math.sin(x / 5 + c) * Math.cos(y / 7));
const style = picture((_x, _y, c) => [0.2, 0.3, 0.8][c] as number);
const meanOf = ({ data }: Image, c: number, from = 0, to = width) => {
  let sum = 0;
  for (let y = 0; y < height; y++)
    for (let x = from; x < to; x++) sum += data[(c * height + y) * width + x] as number;
  return sum / (height * (to - from));
};
const reference = (warped: Image, trusted = (_x: number) => 1): TemporalReference => ({
  distance: 1,
  warped,
  convergence: new Float32Array(width * height).fill(1),
  reliability: {
    width,
    height,
    data: Float32Array.from({ length: width * height }, (_, p) => trusted(p % width)),
  },
});
const make = (changes: Partial<StylizerSettings> = {}) => {
  const engine = new FakeEngine();
  const seen = { picture: style, share: 1 };
  const stylizer = new Stylizer(engine, new Map(), { ...settings, ...changes }, [seen], { width, height });
  return { engine, stylizer };
};

test('a first frame goes from coarse to fine and takes on the mean of the style', async () => {
  const { engine, stylizer } = make();
  const events: EvaluationEvent[] = [];
  const { image, state, evaluations } = await stylizer.paintFirst(source, 4, {
    onEvaluation: (e) => events.push(e),
  });
  assert.deepEqual([...new Set(engine.calls.map((call) => call.width))], [56, 112]);
  assert.equal(evaluations, events.length);
  assert.equal(
    evaluations,
    engine.calls.reduce((sum, call) => sum + call.evaluations, 0),
  );
  assert.deepEqual([events[0]?.scale, events[0]?.scales, events[0]?.evaluation], [0, 2, 1]);
  for (let c = 0; c < 3; c++) assert.ok(Math.abs(meanOf(image, c) - meanOf(style, c)) < 0.05);
  assert.equal(state.shot, 4);
  assert.equal(state.painted, 1);
  assert.equal(state.past.length, 1);
});

test('a later frame starts from its warped predecessor and takes far fewer evaluations', async () => {
  const { stylizer } = make();
  const first = await stylizer.paintFirst(source, 0);
  const next = await stylizer.paintNext(first.state, source, [reference(first.image)]);
  assert.ok(next.evaluations < first.evaluations / 2, `${next.evaluations} after ${first.evaluations}`);
  const change = next.image.data.reduce(
    (most, value, i) => Math.max(most, Math.abs(value - (first.image.data[i] as number))),
    0,
  );
  assert.ok(change < 0.01, `changed by ${change}`);
});

test('a frame is held to its prior where that is trusted and painted afresh where it is not', async () => {
  const { stylizer } = make();
  const first = await stylizer.paintFirst(source, 0);
  const white = picture((x, y, c) =>
    x < 80 ? (first.image.data[(c * height + y) * width + x] as number) : 1,
  );
  const { image } = await stylizer.paintNext(first.state, source, [
    reference(white, (x) => (x < 80 ? 1 : 0)),
  ]);
  for (let c = 0; c < 3; c++) {
    assert.ok(Math.abs(meanOf(image, c, 0, 80) - meanOf(first.image, c, 0, 80)) < 0.01);
    assert.ok(
      Math.abs(meanOf(image, c, 85) - meanOf(first.image, c, 85)) < 0.05,
      `channel ${c} stayed unpainted`,
    );
  }
});

test('a repeated frame is the same picture at no evaluation', async () => {
  const { stylizer, engine } = make();
  const first = await stylizer.paintFirst(source, 0);
  const before = engine.calls.length;
  const again = stylizer.repeat(first.state);
  assert.equal(again.image, first.image);
  assert.equal(again.evaluations, 0);
  assert.deepEqual(again.terms, first.terms);
  assert.equal(again.state.painted, 2);
  assert.equal(engine.calls.length, before);
});

test('normalisers are those of the shot’s first frame, also for frames painted alone', async () => {
  const { stylizer, engine } = make();
  const first = await stylizer.paintFirst(source, 0);
  const darker = { ...source, data: source.data.map((value) => value / 4) };
  await stylizer.paintAlone(first.state, darker);
  const [one, other] = [engine.calls.at(-1), engine.calls.at(-3)];
  assert.ok(one?.inputs.style?.relu1_1 && one.inputs.content?.relu1_1);
  assert.deepEqual(one.inputs.style.relu1_1.weights, other?.inputs.style?.relu1_1?.weights);
  assert.deepEqual(one.inputs.content.relu1_1.rate, other?.inputs.content?.relu1_1?.rate);
});

test('going on from a state that was written down gives the same bits', async () => {
  const straight = make();
  const first = await straight.stylizer.paintFirst(source, 0);
  const moved = { ...source, data: source.data.map((value, i) => value + 0.05 * Math.sin(i)) };
  const references = [reference(first.image, (x) => (x < 90 ? 1 : 0.2))];
  const one = await straight.stylizer.paintNext(first.state, moved, references);
  const fresh = make();
  const other = await fresh.stylizer.paintNext(
    decodeShotState(encodeShotState(first.state)),
    moved,
    references,
  );
  assert.deepEqual(other.image.data, one.image.data);
  assert.deepEqual(other.state, one.state);
});

test('noise depends on the seed, not on the source', async () => {
  const start = async (changes: Partial<StylizerSettings>) => {
    const { stylizer } = make({
      initialisation: 'noise',
      contentWeight: 0,
      styleWeight: 1e-9,
      iterations: 1,
      ...changes,
    });
    return (await stylizer.paintFirst(source, 0)).image.data;
  };
  assert.deepEqual(await start({ seed: 1 }), await start({ seed: 1 }));
  assert.notDeepEqual(await start({ seed: 1 }), await start({ seed: 2 }));
});

test('aborting rejects with the reason of the signal', async () => {
  const { stylizer } = make();
  const controller = new AbortController();
  const reason = new Error('stop');
  const painting = stylizer.paintFirst(source, 0, {
    signal: controller.signal,
    onEvaluation: ({ evaluation }) => evaluation === 3 && controller.abort(reason),
  });
  await assert.rejects(painting, (error) => error === reason);
});

test('with colours matched, the painting is seen in those of the shot: of its first frame, or as they were measured', async () => {
  const { stylizer, engine } = make({ matchColours: true });
  const { image, state } = await stylizer.paintFirst(source, 0);
  for (let c = 0; c < 3; c++) {
    assert.ok(Math.abs((state.colours?.mean[c] ?? 0) - meanOf(source, c)) < 1e-5);
    assert.ok(Math.abs(meanOf(image, c) - meanOf(source, c)) < 0.02, `channel ${c}`);
  }
  const darker = { ...source, data: source.data.map((value) => value / 4) };
  await stylizer.paintAlone(state, darker);
  const targets = engine.calls.map((call) => call.inputs.style?.relu1_1?.mean);
  // Each scale has a painting of its own size.
  for (const mean of targets) {
    for (const [c, value] of [...(mean ?? [])].entries())
      assert.ok(Math.abs(value - meanOf(source, c)) < 1e-5);
  }

  const measured = { mean: [0.1, 0.2, 0.3], covariance: [0.01, 0, 0, 0, 0.01, 0, 0, 0, 0.01] };
  stylizer.openShot(measured);
  const next = await stylizer.paintFirst(source, 1);
  assert.deepEqual(next.state.colours, measured);
  const seen = [...(engine.calls.at(-1)?.inputs.style?.relu1_1?.mean ?? [])];
  for (const [c, value] of measured.mean.entries()) assert.ok(Math.abs(seen[c]! - value) < 0.01);
});

test('a shot with matched colours goes on from its state, whatever was measured since', async () => {
  const straight = make({ matchColours: true });
  const first = await straight.stylizer.paintFirst(source, 0);
  const moved = { ...source, data: source.data.map((value) => value * 0.9) };
  const one = await straight.stylizer.paintNext(first.state, moved, [reference(first.image)]);
  const fresh = make({ matchColours: true });
  fresh.stylizer.openShot({ mean: [0.9, 0.9, 0.9], covariance: [1, 0, 0, 0, 1, 0, 0, 0, 1] });
  const state = decodeShotState(encodeShotState(first.state));
  const other = await fresh.stylizer.paintNext(state, moved, [reference(first.image)]);
  assert.deepEqual(other.image.data, one.image.data);
});
