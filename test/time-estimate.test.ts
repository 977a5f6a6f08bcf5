import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TimeEstimator } from '../src/time-estimate.js';

/** Runs a job of the given frame times and returns the estimate after `upTo` frames, and the true total. */
function simulate(seconds: number[], firstFrames: number[], upTo: number, plan = { first: 100, later: 10 }) {
  const estimator = new TimeEstimator(
    { frames: seconds.length, firstWork: plan.first, laterWork: plan.later },
    0,
  );
  let at = 0;
  for (const [i, duration] of seconds.slice(0, upTo).entries()) {
    const first = firstFrames.includes(i);
    const units = first ? plan.first : plan.later;
    for (let step = 1; step <= 5; step++) estimator.worked(units / 5, at + (0.9 * duration * step) / 5);
    at += duration;
    estimator.frameDone(first, at);
  }
  const total = seconds.reduce((sum, s) => sum + s, 0);
  return { estimate: estimator.estimate(at), total, left: total - at };
}

function within(actual: number | null | undefined, expected: number, share: number): void {
  assert.ok(actual !== null && actual !== undefined);
  assert.ok(
    Math.abs(actual - expected) <= share * expected,
    `${actual} is not within ${share} of ${expected}`,
  );
}

test('nothing is said before anything was measured', () => {
  assert.equal(new TimeEstimator({ frames: 10, firstWork: 1, laterWork: 1 }, 0).estimate(0), undefined);
});

test('the first evaluations give the planned work at the pace measured', () => {
  const estimator = new TimeEstimator({ frames: 11, firstWork: 100, laterWork: 10 }, 2);
  // The first pays for its set-up, 7 s; it does not enter the pace.
  for (const at of [9.2, 9.4]) estimator.worked(1, at);
  assert.equal(estimator.estimate(9.4), undefined);
  for (let i = 0; i < 8; i++) estimator.worked(1, 9.6 + 0.2 * i);
  const estimate = estimator.estimate(11);
  // 0.2 s a unit: 90 units of the first frame and 10 frames of 10 units are left; one cut in 200 frames is expected.
  within(estimate?.leftSeconds, 18 + 20 + 10 * (0.25 / 50) * 18, 1e-9);
  within(estimate?.totalSeconds, 11 + 38.9, 1e-9);
  within(estimate?.secondsPerFrame, 2, 1e-9);
});

test('a first frame that takes ten times a later one does not spoil the estimate', () => {
  const seconds = [12, ...Array.from({ length: 99 }, (_, i) => 1.2 + 0.2 * Math.sin(i * 1.7))];
  const { estimate, total } = simulate(seconds, [0], 5);
  within(estimate?.totalSeconds, total, 0.05);
  within(estimate?.secondsPerFrame, 1.2, 0.15);
});

test('later frames that stop early, at a third of the plan, are learnt within five frames', () => {
  const seconds = [12, ...Array.from({ length: 99 }, () => 0.4)];
  const { estimate, total } = simulate(seconds, [0], 5);
  within(estimate?.totalSeconds, total, 0.25);
});

test('repeated frames, which cost next to nothing, enter the mean', () => {
  const seconds = [12, ...Array.from({ length: 99 }, (_, i) => (i % 2 ? 0.05 : 1.2))];
  const { estimate, total } = simulate(seconds, [0], 5);
  within(estimate?.totalSeconds, total, 0.25);
});

test('cuts to come are expected at the rate of those met', () => {
  const firsts = Array.from({ length: 10 }, (_, i) => i * 20);
  const seconds = Array.from({ length: 200 }, (_, i) => (firsts.includes(i) ? 12 : 1));
  const { estimate, total } = simulate(seconds, firsts, 100);
  within(estimate?.totalSeconds, total, 0.1);
});

test('a frame in hand that has taken more than a later one is counted as opening a shot', () => {
  const estimator = new TimeEstimator({ frames: 4, firstWork: 100, laterWork: 10 }, 0);
  estimator.worked(100, 10);
  estimator.frameDone(true, 10);
  estimator.frameDone(false, 11);
  estimator.frameDone(false, 12);
  estimator.worked(50, 17);
  within(estimator.estimate(17)?.leftSeconds, 5, 1e-9);
});

/** A job that begins with so many spared frames, then goes on as usual: 12 s for a shot's first frame, 1 s for others. */
function leadIn(spared: number, upTo: number, { cut = true, frames = 240 } = {}) {
  const estimator = new TimeEstimator({ frames, firstWork: 120, laterWork: 10 }, 0);
  let [at, total] = [0, 0];
  let estimate = estimator.estimate(0);
  for (let i = 0; i < frames; i++) {
    const first = i === 0 || (cut && i === spared);
    const isSpared = i > 0 && i < spared;
    const seconds = isSpared ? 0.02 : first ? 12 : 1;
    if (i < upTo) {
      for (let step = 1; step <= 4 && !isSpared; step++)
        estimator.worked(first ? 30 : 2.5, at + (seconds * step) / 4);
      at += seconds;
      estimator.frameDone(first, at, isSpared);
      estimate = estimator.estimate(at);
    }
    total += seconds;
  }
  return { estimate, total };
}

test('a black lead-in, whose frames repeat each other, tells nothing of what follows', () => {
  for (const upTo of [10, 24, 27, 40, 100]) {
    const { estimate, total } = leadIn(24, upTo);
    within(estimate?.totalSeconds, total, 0.25);
  }
  const { estimate, total } = leadIn(24, 40, { cut: false });
  within(estimate?.totalSeconds, total, 0.25);
});

test('a clip of nothing but repeated frames is known for it in the end', () => {
  const { estimate } = leadIn(2000, 300, { frames: 2000 });
  assert.ok((estimate?.leftSeconds ?? Infinity) < 200, `${estimate?.leftSeconds}`);
});

test('spared frames later on are expected as often as they were met, in whatever runs they come', () => {
  const frames = 200;
  const estimator = new TimeEstimator({ frames, firstWork: 120, laterWork: 10 }, 0);
  let at = 12;
  estimator.worked(120, at);
  estimator.frameDone(true, at);
  for (let i = 1; i < 100; i++) {
    const spared = i > 40;
    at += spared ? 0.02 : 1;
    estimator.frameDone(false, at, spared);
  }
  // Sixty spared frames in a row: still four tenths of those to come are expected to be worked on.
  const { leftSeconds, secondsPerFrame } = estimator.estimate(at) ?? {};
  within(secondsPerFrame, 0.4, 0.1);
  within(leftSeconds, 40, 0.25);
});

test('one early cut does not foretell a hundred', () => {
  const estimator = new TimeEstimator({ frames: 1000, firstWork: 120, laterWork: 10 }, 0);
  let at = 0;
  for (let i = 0; i < 12; i++) {
    const first = i === 0 || i === 10;
    estimator.worked(first ? 120 : 10, at + (first ? 12 : 1));
    at += first ? 12 : 1;
    estimator.frameDone(first, at);
  }
  // A cut every ten frames would make 2000 s of the 988 that are left.
  const { leftSeconds } = estimator.estimate(at) ?? {};
  assert.ok(leftSeconds! < 1250, `${leftSeconds}`);
});

test('after the last frame nothing is left', () => {
  const { estimate } = simulate([5, 1, 1], [0], 3);
  assert.equal(estimate?.leftSeconds, 0);
  assert.equal(estimate?.totalSeconds, 7);
});

test('without the number of frames there is a pace and no total', () => {
  const estimator = new TimeEstimator({ frames: null, firstWork: 10, laterWork: 5 }, 0);
  for (const at of [1, 2, 3]) estimator.worked(5, at);
  assert.deepEqual(estimator.estimate(3), {
    done: 0,
    secondsPerFrame: 1,
    totalSeconds: null,
    leftSeconds: null,
  });
});
