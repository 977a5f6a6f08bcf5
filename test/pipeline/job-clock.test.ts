import assert from 'node:assert/strict';
import { test } from 'node:test';
import { resolveOptions } from '../../src/options/resolve.js';
import { evaluationsOf, plannedSchedules } from '../../src/pipeline/job-clock.js';
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
