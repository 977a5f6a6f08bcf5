import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { resolveOptions } from '../../src/options/resolve.js';
import { evaluationsOf, JobClock, plannedSchedules } from '../../src/pipeline/job-clock.js';
import { planSchedules } from '../../src/stylize/scales.js';

const schedules = planSchedules(640, 360, { kind: 'clip', quality: 'normal', iterations: undefined });

test('the schedules of a job: a first frame is painted on once; frames for themselves are all first ones', () => {
  const { first, later } = schedules;
  assert.deepEqual(plannedSchedules(schedules, resolveOptions()), { first: [first, later], later: [later] });
  for (const options of [{ temporal: false }, { initNext: 'fresh' as const }]) {
    assert.deepEqual(plannedSchedules(schedules, resolveOptions(options)), {
      first: [first],
      later: [first],
    });
  }
  assert.equal(evaluationsOf([first, later]), 45 + 60 + 80 + 5 + 7 + 9);
});

test('what is done for all frames before the first one is none of its time, but of the job', async () => {
  const estimates: { secondsPerFrame: number; totalSeconds: number | null }[] = [];
  const clock = new JobClock(100, { first: [], later: [] }, (fact) => {
    if (fact.type === 'estimate') estimates.push(fact);
  });
  await delay(400);
  clock.firstFrameBegins();
  for (let frame = 0; frame < 4; frame++) {
    await delay(5);
    clock.frameDone(frame === 0, 0);
  }
  const last = estimates.at(-1);
  assert.ok(last, 'there is an estimate');
  assert.ok(last.secondsPerFrame < 0.1, `${last.secondsPerFrame} s per frame`);
  assert.ok(clock.elapsed >= 0.4 && last.totalSeconds! >= 0.4, 'the total counts it');
});
