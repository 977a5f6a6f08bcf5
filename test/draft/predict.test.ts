import assert from 'node:assert/strict';
import { test } from 'node:test';
import { predict, predictFrames } from '../../src/draft/predict.js';
import { resolveOptions } from '../../src/options/resolve.js';
import { sizeWithMargin } from '../../src/pipeline/margin.js';
import { planSchedules } from '../../src/stylize/scales.js';

const size = { width: 640, height: 360 };
/** Of what is beside evaluations: nothing. */
const alone = { beside: { first: 0, later: 0 }, besideFlow: false, before: 0 };
const nothing = { first: 1, later: 1, otherSecondsPerPixel: 0 };

/** What a schedule takes where an evaluation takes as many nanoseconds as there are pixels. */
function byPixels(quality: 'draft' | 'normal' | 'high', which: 'first' | 'later'): number {
  const { width, height } = sizeWithMargin(size);
  return planSchedules(width, height, { kind: 'clip', quality, iterations: undefined })[which].reduce(
    (sum, scale) => sum + (scale.evaluations * scale.width * scale.height) / 1e9,
    0,
  );
}

/** The pace of that at the scales of a schedule, coarsest first. */
function paces(count: number): number[] {
  const { width, height } = sizeWithMargin(size);
  return Array.from({ length: count }, (_, i) => (width * height) / 4 ** (count - 1 - i) / 1e9);
}

test('a schedule takes its evaluations, each scale at its own pace', () => {
  for (const quality of ['draft', 'normal'] as const) {
    const given = resolveOptions({ quality });
    const { first, later } = predictFrames(
      size,
      given,
      { first: paces(3), later: paces(3), ...alone },
      nothing,
    );
    const both = byPixels(quality, 'first') + byPixels(quality, 'later');
    assert.ok(Math.abs(first / both - 1) < 0.01, `a first frame is painted on once: ${first}`);
    assert.ok(Math.abs(later / byPixels(quality, 'later') - 1) < 0.01, `${later}`);
  }
});

test('a scale coarser than any that was timed costs as its pixels do', () => {
  const given = resolveOptions({ quality: 'high' });
  const { first } = predictFrames(size, given, { first: paces(2), later: paces(2), ...alone }, nothing);
  const both = byPixels('high', 'first') + byPixels('high', 'later');
  assert.ok(Math.abs(first / both - 1) < 0.01, `${first}`);
});

test('what drafts left out, and what they did besides, counts', () => {
  const given = resolveOptions();
  const pace = { first: paces(3), later: paces(3), ...alone };
  const all = predictFrames(size, given, pace, nothing);
  const reduced = predictFrames(size, given, pace, { first: 0.5, later: 0.25, otherSecondsPerPixel: 1e-6 });
  const flow = 640 * 360 * 1e-6;
  const settling = all.later;
  assert.ok(Math.abs(reduced.first - (0.5 * (all.first - settling) + 0.25 * settling + flow)) < 1e-9);
  assert.ok(Math.abs(reduced.later - (0.25 * all.later + flow)) < 1e-9);
});

test('what a frame costs beside its evaluations counts, at the size of the job', () => {
  const pace = { first: paces(3), later: paces(3), ...alone };
  const all = predictFrames(size, resolveOptions(), pace, nothing);
  const more = predictFrames(size, resolveOptions(), { ...pace, beside: { first: 2, later: 0.3 } }, nothing);
  assert.ok(Math.abs(more.first - all.first - 2.3) < 1e-9);
  assert.ok(Math.abs(more.later - all.later - 0.3) < 1e-9);
});

test('frames that are painted for themselves cost a first frame’s schedule, every one', () => {
  const pace = { first: paces(3), later: paces(3), ...alone };
  const { first, later } = predictFrames(size, resolveOptions({ temporal: false }), pace, nothing);
  assert.equal(first, later);
});

test('in one pass there are no evaluations; fine-tuning comes once, before all frames', () => {
  const options = resolveOptions({ fast: true });
  const report = { frames: [{ reliable: null, evaluations: 0 }], seconds: { flow: 0, decode: 0 } };
  const predicted = (before: number) =>
    predict({
      info: { video: size } as never,
      frames: 100,
      cutsPerFrame: 1 / 99,
      options: { ...options, size: 640 },
      pace: { first: [], later: [], beside: { first: 1, later: 0.1 }, besideFlow: false, before },
      draft: { size: 320, quality: 'normal' },
      reports: [report as never],
    }).seconds;
  assert.ok(Math.abs(predicted(0) - (2 * 1 + 98 * 0.1)) < 1e-6, `${predicted(0)}`);
  assert.ok(Math.abs(predicted(60) - predicted(0) - 60) < 1e-6);
});

test('flow that is estimated meanwhile counts where it is the slower of the two', () => {
  const laterAt = (otherSecondsPerPixel: number) => {
    const pace = { first: [], later: [], beside: { first: 1, later: 1 }, besideFlow: true, before: 0 };
    return predictFrames(size, resolveOptions({ fast: true, flowFused: true }), pace, {
      ...nothing,
      otherSecondsPerPixel,
    }).later;
  };
  assert.equal(laterAt(0.5 / (640 * 360)), 1);
  assert.ok(Math.abs(laterAt(2 / (640 * 360)) - 2) < 1e-9);
});
