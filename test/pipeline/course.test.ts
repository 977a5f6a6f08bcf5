import assert from 'node:assert/strict';
import { test } from 'node:test';
import { InputError, UsageError } from '../../src/errors.js';
import type { VideoInfo } from '../../src/media/info.js';
import { resolveOptions, type StylizeOptionsInput } from '../../src/options/resolve.js';
import { lookAt, planCourse, strengthsAt } from '../../src/pipeline/course.js';
import { valueAt } from '../../src/waypoints.js';

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
const onCourse = (given: StylizeOptionsInput) => {
  const options = resolveOptions(given);
  return { course: planCourse(info, options), info, selection, options };
};

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
  const plan = onCourse({ styleWeight: 20, at: [at('4f', 60)] });
  const weights = [0, 1, 2, 7].map((index) => lookAt(plan, index)?.styleWeight);
  assert.deepEqual(weights, [40, 50, 60, 60]);
});

test('the size of strokes is told as a factor; an option that is a word takes its first change from the beginning', () => {
  const look = lookAt(
    onCourse({ styleScale: 2, at: [{ time: 0, values: { styleScale: 3, hold: 0.5 } }] }),
    0,
  );
  assert.deepEqual(look, { enlarged: 1.5, hold: 0.5 });
});

const blend = [
  { style: 'b.jpg', share: 0.2 },
  { style: 'c.jpg', share: 0.5 },
];

test('the shares of blended paintings set out from what `--blend` gives them, each by its number', () => {
  const one = onCourse({ blend: blend.slice(0, 1), at: [{ time: '4f', values: { blend: 1 } }] });
  assert.ok(Math.abs(lookAt(one, 0)!.blend![0]! - 0.6) < 1e-12);
  const two = onCourse({ blend, at: [{ time: '4f', values: { blend2: 0.1 } }] });
  assert.deepEqual(lookAt(two, 2)?.blend, [0.2, 0.1]);
});

for (const [given, values, message] of [
  [0, { blend: 1 }, /Expected a `--blend`, whose share `--at` is to change, got none/],
  [1, { blend2: 1 }, /Expected `blend`, as there is one `--blend`.*got `blend2`/],
  [
    2,
    { blend: 1 },
    /Expected `blend1` to `blend2`, in the order given, as there are 2 `--blend`.*got `blend`/,
  ],
  [2, { blend3: 1 }, /got `blend3`/],
  [2, { blend2: 1.5 }, /Expected `--at … blend2` to be a number from 0 to 1, got `1.5`/],
  [2, { blend0: 1 }, /got `blend0`: did you mean `blend`\?/],
] as const) {
  test(`with ${given} blended paintings, \`--at ${Object.keys(values)}\` is refused`, () => {
    const changes = [{ time: 0, values }];
    assert.throws(() => resolveOptions({ blend: blend.slice(0, given), at: changes }), message);
  });
}

test('shares that are more than the whole between two times are refused, with the frame where they are', () => {
  const courseTo = (second: number) =>
    onCourse({
      blend,
      at: [
        { time: 0, values: { blend1: 0, blend2: 0.5 } },
        { time: '8f', values: { blend1: 0.8 } },
        { time: '8f', values: { blend2: second }, step: true },
      ],
    });
  assert.throws(
    () => courseTo(0),
    (error: Error) =>
      error instanceof UsageError &&
      /at most 1 together.*got 0\.6 \+ 0\.5 at frame 6 \(3\.000 s\)/.test(error.message),
  );
  const early = { time: '2f', values: { blend2: 0.1 }, step: true };
  onCourse({ blend, at: [{ time: 0, values: { blend1: 0, blend2: 0.5 } }, early, at8(0.8)] });
});

function at8(share: number) {
  return { time: '8f', values: { blend1: share } };
}

test('nothing changes where nothing is said', () => {
  assert.equal(lookAt(onCourse({}), 3), undefined);
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

test('the strengths of regions change; paint is opened for that only where they are painted', () => {
  const change = [{ time: '4f', values: { region2: 0 } }];
  const strengths = (style: string) => {
    const region = [
      { mask: '0,0,4,4', style: 'wave.jpg', strength: 0.3 },
      { mask: '4,0,4,4', style },
    ];
    const plan = onCourse({ region, at: change });
    return {
      looks: [0, 2].map((index) => lookAt(plan, index)?.regions),
      strengths: [0, 2, 7].map((index) => strengthsAt(plan, index)),
    };
  };
  // The selection begins at the clip's third frame.
  const expected = [
    [0.3, 0.5],
    [0.3, 0],
    [0.3, 0],
  ];
  assert.deepEqual(strengths('keep'), { looks: [[0.3], [0.3]], strengths: expected });
  assert.deepEqual(strengths('wave.jpg'), { looks: expected.slice(0, 2), strengths: expected });
  assert.equal(strengthsAt(onCourse({}), 0), undefined);
  assert.throws(() => resolveOptions({ at: change }), /Expected a `--region`, whose strength .*got none/);
  const region = [{ mask: '0,0,4,4', style: 'keep' }];
  const single = [{ time: '4f', values: { region: 0 } }];
  assert.equal(resolveOptions({ fast: true, flowFused: false, region, at: single }).at.length, 1);
  assert.throws(() => resolveOptions({ fast: true, flowFused: false, at: [at(0, 5)] }), UsageError);
});
