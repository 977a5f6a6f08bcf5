import assert from 'node:assert/strict';
import { test } from 'node:test';
import { renderScene } from '../../fixtures/scene.js';
import { createDisEstimator } from '../../src/flow/dis/estimator.js';
import type { Image } from '../../src/image.js';
import type { FrameMetrics } from '../../src/metrics/measures/frame-metrics.js';
import { measureFrames } from '../../src/metrics/stream/measure-frames.js';
import { type ClipSummary, summarise } from '../../src/metrics/summary/summary.js';
import { randomNormal } from '../stylize/random-network.js';
import { aligned } from './clip-warping-error.js';

const scene = renderScene({ width: 96, height: 64, frames: 14, background: [0.7, -0.4] });

function withNoise(frames: readonly Image[], deviation: number, seed: number): Image[] {
  return frames.map((frame, t) => {
    const noise = randomNormal(frame.data.length, seed + t, deviation);
    return { ...frame, data: frame.data.map((value, i) => value + noise[i]!) };
  });
}

async function measure(...renders: (readonly Image[])[]): Promise<ClipSummary[]> {
  await using estimator = await createDisEstimator();
  const records: FrameMetrics[][] = renders.map(() => []);
  const measures = { estimator, gaps: [1, 10], flicker: true, tof: true };
  for await (const frame of measureFrames(aligned(scene.frames, ...renders), measures)) {
    for (const [r, record] of frame.entries()) records[r]!.push(record);
  }
  return records.map((of) => summarise(of).whole);
}

test('renders of differing steadiness rank as they should at gaps 1 and 10', async () => {
  const strengths = [0.02, 0, 0.16, 0.04, 0.08];
  const wholes = await measure(...strengths.map((strength, i) => withNoise(scene.frames, strength, 100 * i)));
  const ranked = (value: (whole: ClipSummary) => number) =>
    wholes
      .map((whole, r) => ({ strength: strengths[r]!, value: value(whole) }))
      .sort((a, b) => a.value - b.value);
  for (const gap of [0, 1]) {
    assert.deepEqual(
      ranked(({ warping }) => warping[gap]!.output!).map(({ strength }) => strength),
      [0, 0.02, 0.04, 0.08, 0.16],
    );
  }
  assert.deepEqual(
    ranked(({ tof }) => tof!).map(({ strength }) => strength),
    [0, 0.02, 0.04, 0.08, 0.16],
  );
});

test('what builds up slowly hides at gap 1 and shows at gap 10', async () => {
  const jittery = withNoise(scene.frames, 0.02, 900);
  const creeping = scene.frames.map((frame, t) => ({
    ...frame,
    data: frame.data.map((value) => value + 0.008 * t),
  }));
  const [jitter, creep] = (await measure(jittery, creeping)) as [ClipSummary, ClipSummary];
  assert.ok(creep.warping[0]!.output! < jitter.warping[0]!.output!);
  assert.ok(creep.warping[1]!.output! > 3 * jitter.warping[1]!.output!);
  // 0.08 brighter after ten frames: 0.0064 on top of what the source itself costs.
  assert.ok(Math.abs(creep.warping[1]!.output! - creep.warping[1]!.input! - 0.0064) < 0.0003);
});

test('the source against itself gives the same to 1e-9 in every run, and its own error', async () => {
  const [first] = (await measure(scene.frames)) as [ClipSummary];
  const [second] = (await measure(scene.frames)) as [ClipSummary];
  for (const gap of [0, 1]) {
    const { output, input } = first.warping[gap]!;
    assert.equal(output, input);
    assert.ok(output! > 0 && Math.abs(second.warping[gap]!.output! - output!) <= 1e-9 * output!);
  }
  assert.equal(first.tof, 0);
});
