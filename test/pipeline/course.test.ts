import assert from 'node:assert/strict';
import { test } from 'node:test';
import { InputError, UsageError } from '../../src/errors.js';
import type { VideoInfo } from '../../src/media/info.js';
import { resolveOptions, type StylizeOptionsInput } from '../../src/options/resolve.js';
import { lookAt, planCourse, strengthAt, valueAt } from '../../src/pipeline/course.js';

/** Ten frames, two a second. */
const info = {
  path: 'clip.mp4',
  startTime: 0,
  video: {
    ticks: Float64Array.from({ length: 10 }, (_, i) => i),
    timeBase: { num: 1, den: 2 },
    lastFrameTicks: 1,
    frameCount: 10,
    frameRate: { num: 2, den: 1 },
    constantRate: true,
    timing: 'constant',
  },
} as unknown as VideoInfo;
const at = (time: number | string, styleWeight: number, step = false) => ({
  time,
  values: { styleWeight },
  step,
});
const courseOf = (given: StylizeOptionsInput) => planCourse(info, resolveOptions(given));
const selection = { first: 2, count: 8 };

test('a value goes evenly from waypoint to waypoint, and stays before the first and behind the last', () => {
  const waypoints = [
    { time: 1, value: 10, step: false },
    { time: 3, value: 30, step: false },
    { time: 4, value: 50, step: true },
  ];
  const values = [0, 1, 1.5, 3, 3.9, 4, 9].map((time) => valueAt(waypoints, time));
  assert.deepEqual(values, [10, 10, 15, 30, 30, 50, 50]);
});

test("an option sets out from its own value at the clip's first frame; times are the clip's, not the selection's", () => {
  const options = resolveOptions({ styleWeight: 20, at: [at('4f', 60)] });
  const course = planCourse(info, options);
  const weights = [0, 1, 2, 7].map(
    (index) => lookAt(course, { info, selection, options }, index)?.styleWeight,
  );
  assert.deepEqual(weights, [40, 50, 60, 60]);
});

test('the size of strokes is told as a factor; an option that is a word takes its first change from the beginning', () => {
  const options = resolveOptions({ styleScale: 2, at: [{ time: 0, values: { styleScale: 3, hold: 0.5 } }] });
  const look = lookAt(planCourse(info, options), { info, selection, options }, 0);
  assert.deepEqual(look, { enlarged: 1.5, hold: 0.5 });
});

test('the share of the blended painting sets out from what `--blend` gives it', () => {
  const options = resolveOptions({
    blend: [{ style: 'b.jpg', share: 0.2 }],
    at: [{ time: '4f', values: { blend: 1 } }],
  });
  const look = lookAt(planCourse(info, options), { info, selection, options }, 0);
  assert.ok(Math.abs(look!.blend![0]! - 0.6) < 1e-12);
  assert.throws(() => resolveOptions({ at: options.at }), /Expected one `--blend`.*got none/);
});

test('nothing changes where nothing is said', () => {
  const options = resolveOptions();
  assert.equal(lookAt(planCourse(info, options), { info, selection, options }, 3), undefined);
});

test('the end of the clip is a time of it, beyond it is none', () => {
  courseOf({ at: [at('10f', 60)] });
  assert.throws(
    () => courseOf({ at: [at('11f', 60)] }),
    (error: Error) =>
      error instanceof InputError && /last frame is number 9 at 4\.500 s, got `11f`/.test(error.message),
  );
});

test('two values at one time are refused, and weights that are all 0 somewhere', () => {
  assert.throws(
    () => courseOf({ at: [at('4f', 60), at(2, 30)] }),
    (error: Error) => error instanceof UsageError && /`style-weight` two values at `2`/.test(error.message),
  );
  const nothing = { contentWeight: 0, at: [at(1, 0)] };
  assert.throws(() => courseOf(nothing), /got 0 for all three at 1\.000 s/);
});

test('the strength of the one region changes; paint is opened for that only where the region is painted', () => {
  const change = [{ time: '4f', values: { region: 0 } }];
  const strengths = (style: string) => {
    const region = [{ mask: '0,0,4,4', style }];
    const options = resolveOptions({ region, at: change });
    const course = planCourse(info, options);
    const looks = [0, 2, 7].map((index) => lookAt(course, { info, selection, options }, index)?.region);
    return { looks, strengths: [0, 2, 7].map((index) => strengthAt(course, { info, selection }, index)) };
  };
  // The selection begins at the clip's third frame.
  assert.deepEqual(strengths('keep'), { looks: [undefined, undefined, undefined], strengths: [0.5, 0, 0] });
  assert.deepEqual(strengths('wave.jpg'), { looks: [0.5, 0, 0], strengths: [0.5, 0, 0] });
  assert.equal(strengthAt(courseOf({}), { info, selection }, 0), undefined);
  assert.throws(
    () => resolveOptions({ at: change }),
    /Expected one `--region`, whose strength `--at` is to change, got none/,
  );
  const region = [{ mask: '0,0,4,4', style: 'keep' }];
  assert.equal(resolveOptions({ fast: true, region, at: change }).at.length, 1);
  assert.throws(() => resolveOptions({ fast: true, at: [at(0, 5)] }), UsageError);
});
