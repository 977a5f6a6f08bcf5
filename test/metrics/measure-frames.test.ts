import assert from 'node:assert/strict';
import { test } from 'node:test';
import { renderCut, renderScene } from '../../fixtures/scene.js';
import type { FlowEstimator } from '../../src/flow/estimator.js';
import type { Image } from '../../src/image.js';
import type { FrameMetrics } from '../../src/metrics/measures/frame-metrics.js';
import {
  type MeasuredPair,
  measureFrames,
  type StreamMeasures,
} from '../../src/metrics/stream/measure-frames.js';
import { summarise } from '../../src/metrics/summary/summary.js';
import { randomNormal } from '../stylize/random-network.js';
import { aligned } from './clip-warping-error.js';
import { exactEstimator } from './exact-estimator.js';

const size = { width: 48, height: 32 };
const pixels = size.width * size.height;
const mapped = (image: Image, value: (v: number, i: number) => number): Image => ({
  ...image,
  data: image.data.map(value),
});

/** The same motion, in pixels, between any two frames; counts how often it is asked. */
function shiftEstimator(motionOf: (earlier: Image, later: Image) => readonly [number, number]) {
  let asked = 0;
  const field = ([u, v]: readonly [number, number]) => ({
    ...size,
    u: new Float32Array(pixels).fill(u),
    v: new Float32Array(pixels).fill(v),
  });
  const estimator: FlowEstimator = {
    description: 'a shift',
    async estimateBoth(earlier, later) {
      asked++;
      const [u, v] = motionOf(earlier, later);
      return { forward: field([u, v]), backward: field([-u, -v]) };
    },
    async [Symbol.asyncDispose]() {},
  };
  return { estimator, asked: () => asked };
}

async function all(frames: Parameters<typeof measureFrames>[0], measures: StreamMeasures) {
  const records: (readonly FrameMetrics[])[] = [];
  for await (const record of measureFrames(frames, measures)) records.push(record);
  return records;
}

test('a known luminance drift is found, a grey source leaves its chroma out', async () => {
  const still = renderScene({ ...size, frames: 1, background: [0, 0], objects: [] }).frames[0]!;
  const grey = mapped(still, (_, i) => still.data[i % pixels]!);
  const source = Array.from({ length: 26 }, () => grey);
  // A hundredth of the first frame's brightness more in every frame: from 1 to 1.25 in a second.
  const render = source.map((frame, t) => mapped(frame, (v) => v * (1 + 0.01 * t)));
  const { estimator } = shiftEstimator(() => [0, 0]);
  const records = (await all(aligned(source, render), { estimator, gaps: [1] })).map(([record]) => record!);
  const { luminance, chroma } = summarise(records).whole;
  assert.ok(Math.abs(luminance.drift!.ratio - 1.25) < 1e-4, `${luminance.drift!.ratio}`);
  assert.ok(Math.abs(luminance.drift!.perSecond - 0.25 / 1.125) < 1e-4);
  assert.ok(Math.abs(luminance.output / luminance.input - 1.125) < 1e-4);
  assert.equal(chroma.drift, null);
});

test('noise of ±a on what stands still flickers by a; what moves is not looked at', async () => {
  const [still] = renderScene({ ...size, frames: 1, objects: [] }).frames as [Image];
  const source = [still, still];
  const render = [still, mapped(still, (v, i) => v + (i % 2 === 0 ? 0.03 : -0.03))];
  const resting = shiftEstimator(() => [0.2, 0]);
  const [, [record] = []] = await all(aligned(source, render), {
    estimator: resting.estimator,
    flicker: true,
  });
  assert.ok(Math.abs(record!.flicker!.output - 0.03) < 1e-6);
  assert.equal(record!.flicker!.input, 0);
  assert.ok(
    record!.flicker!.still > 0.95 && record!.flicker!.still < 1,
    'the flow leaves the frame at the right',
  );
  const moving = shiftEstimator(() => [0.3, 0]);
  const [, [other] = []] = await all(aligned(source, render), { estimator: moving.estimator, flicker: true });
  assert.equal(other!.flicker, null);
});

test('tOF is the mean distance of the two motions', async () => {
  const [a, b] = renderScene({ ...size, frames: 2, objects: [] }).frames as [Image, Image];
  const source = [a, b];
  const render = [mapped(a, (v) => v / 2), mapped(b, (v) => v / 2)];
  const { estimator } = shiftEstimator((earlier) => (source.includes(earlier) ? [3, 1] : [0, 5]));
  const [[first] = [], [second] = []] = await all(aligned(source, render), { estimator, tof: true });
  assert.equal(first!.tof, null);
  assert.equal(second!.tof, 5);
});

test('renders side by side share the flow of the source and are measured each by itself', async () => {
  const scene = renderScene({ ...size, frames: 4, background: [1, 0], objects: [] });
  const noisy = scene.frames.map((frame, t) => {
    const noise = randomNormal(frame.data.length, 40 + t, 0.1);
    return mapped(frame, (v, i) => v + noise[i]!);
  });
  const exact = exactEstimator(scene);
  let asked = 0;
  const estimator: FlowEstimator = {
    ...exact,
    estimateBoth: (...frames) => {
      asked++;
      return exact.estimateBoth(...frames);
    },
  };
  const records = await all(aligned(scene.frames, noisy, scene.frames), { estimator, gaps: [1] });
  assert.equal(asked, 3);
  for (const [rough, clean] of records.slice(1)) {
    assert.ok(rough!.warping[0]!.output! > 0.01);
    assert.ok(clean!.warping[0]!.output! < 1e-10);
    assert.equal(rough!.warping[0]!.input, clean!.warping[0]!.input);
  }
});

test('pairs come in order before their record, and the mean of a heat map is the error of its pair', async () => {
  const scene = renderScene({ ...size, frames: 5, background: [2, 0] });
  const render = scene.frames.map((frame, t) => mapped(frame, (v) => v + 0.01 * t));
  const offered: MeasuredPair[] = [];
  const measures: StreamMeasures = {
    ...{ estimator: exactEstimator(scene), gaps: [1, 3] },
    onPair: (pair) => offered.push(pair),
  };
  const seen: string[] = [];
  for await (const [record] of measureFrames(aligned(scene.frames, render), measures)) {
    for (const pair of offered.splice(0)) {
      seen.push(`${pair.earlier}-${pair.later}`);
      assert.equal(pair.later, record!.index);
      assert.equal(pair.frames.earlier.index, pair.earlier);
      const { error } = pair.heatMap(0);
      const trusted = error.filter((value) => value >= 0);
      const mean = trusted.reduce((sum, value) => sum + value, 0) / trusted.length;
      const { output, trusted: share } = record!.warping.find(({ gap }) => gap === pair.gap)!;
      assert.ok(Math.abs(mean / output! - 1) < 1e-5);
      assert.ok(Math.abs(trusted.length / pixels - share) < 1e-9 && share < 1);
    }
  }
  assert.deepEqual(seen, ['0-1', '1-2', '2-3', '0-3', '3-4', '1-4']);
});

test('shots are counted and summarised one by one', async () => {
  const frames = renderCut({ ...size, frames: 6, background: [0, 0], objects: [] }, 4);
  const { estimator } = shiftEstimator(() => [0, 0]);
  const cuts = { isCut: async (a: Image, b: Image) => Math.abs(a.data[500]! - b.data[500]!) > 1e-3 };
  const records = (await all(aligned(frames, frames), { estimator, cuts, gaps: [1, 2], flicker: true })).map(
    ([record]) => record!,
  );
  assert.deepEqual(
    records.map(({ shot, startsShot }) => [shot, startsShot]),
    [
      [0, true],
      [0, false],
      [0, false],
      [0, false],
      [1, true],
      [1, false],
    ],
  );
  assert.deepEqual(
    records[4]!.warping.map(({ output, trusted }) => [output, trusted]),
    [
      [null, 0],
      [null, 0],
    ],
  );
  assert.equal(records[4]!.flicker, null);
  const { whole, shots } = summarise(records);
  assert.deepEqual(
    [whole, ...shots].map(({ frames, warping }) => [frames, ...warping.map(({ pairs }) => pairs)]),
    [
      [6, 4, 2],
      [4, 3, 2],
      [2, 1, 0],
    ],
  );
  assert.deepEqual(
    shots.map(({ shot, firstFrame }) => [shot, firstFrame]),
    [
      [0, 0],
      [1, 4],
    ],
  );
});

test('an abort ends the stream with its reason, and closes what it reads from', async () => {
  const [still] = renderScene({ ...size, frames: 1, objects: [] }).frames as [Image];
  const { estimator } = shiftEstimator(() => [0, 0]);
  const controller = new AbortController();
  let closed = false;
  async function* endless() {
    try {
      for (let index = 0; ; index++) yield { index, time: index, source: still, renders: [still] };
    } finally {
      closed = true;
    }
  }
  const reason = new Error('enough');
  await assert.rejects(async () => {
    for await (const [record] of measureFrames(endless(), { estimator, signal: controller.signal })) {
      if (record!.index === 3) controller.abort(reason);
    }
  }, reason);
  assert.ok(closed);
});

test('no more frames are held than the largest gap and a few', async () => {
  const [still] = renderScene({ ...size, frames: 1, objects: [] }).frames as [Image];
  const { estimator } = shiftEstimator(() => [0, 0]);
  let made = 0;
  async function* endless() {
    for (let index = 0; ; index++) {
      made++;
      yield { index, time: index, source: still, renders: [still] };
    }
  }
  for await (const [record] of measureFrames(endless(), { estimator, gaps: [1, 4] })) {
    assert.ok(made - record!.index <= 4, `${made} frames were asked for at record ${record!.index}`);
    if (record!.index === 20) break;
  }
});
