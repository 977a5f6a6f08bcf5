import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Image } from '../../src/image.js';
import { resolveOptions } from '../../src/options/resolve.js';
import { stylizerSettings } from '../../src/pipeline/optimising-painter.js';
import { paintPrepared } from '../../src/pipeline/paint-prepared.js';
import type { PreparedFrame } from '../../src/pipeline/prepare.js';
import { Stylizer } from '../../src/stylize/stylizer.js';
import { FakeEngine } from '../stylize/fake-engine.js';

const [width, height] = [64, 64];
const plain = (value: number): Image => ({
  width,
  height,
  data: new Float32Array(3 * width * height).fill(value),
});
const firstFrame: PreparedFrame = {
  index: 0,
  time: 0,
  frame: plain(0.4),
  source: plain(0.4),
  shot: 0,
  startsShot: true,
  repeats: false,
  anchor: undefined,
  flows: [],
  seconds: { decode: 0, flow: 0 },
  concealed: false,
};

test("a shot's first frame is painted on as if it followed itself, unless every frame is painted alone", async () => {
  const paint = async (temporal: boolean) => {
    const layers = { relu1_1: 1 }; // the only one that the fake engine has
    const options = resolveOptions({
      temporal,
      quality: 'draft',
    });
    const engine = new FakeEngine();
    const seen = [{ picture: plain(0.7), share: 1 }];
    const settings = stylizerSettings(options, 'clip', { style: layers, content: layers, deepest: [] });
    const stylizer = new Stylizer(engine, new Map(), settings, seen, { width, height });
    const events: number[] = [];
    const painted = await paintPrepared(stylizer, undefined, firstFrame, options, {
      onEvaluation: ({ evaluation }) => events.push(evaluation),
    });
    assert.equal(painted.evaluations, events.length);
    return painted;
  };
  const [steady, alone] = [await paint(true), await paint(false)];
  assert.ok(steady.evaluations > alone.evaluations);
  for (const { state, reliable, image } of [steady, alone]) {
    assert.equal(reliable, null);
    assert.equal(state.painted, 1);
    assert.equal(state.past.length, 1);
    assert.equal(state.past[0]?.stylized, image);
  }
  assert.ok(
    steady.state.inverseHessianScales.length > 0,
    'the next frame has inverseHessianScales to start from',
  );
});
