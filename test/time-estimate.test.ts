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
  // 0.2 s a unit: 90 units of the first frame and 10 frames of 10 units are left.
  within(estimate?.leftSeconds, 18 + 20, 1e-9);
  within(estimate?.totalSeconds, 49, 1e-9);
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
