import assert from 'node:assert/strict';
import { test } from 'node:test';
import { planSchedules, scheduleFor } from '../../src/stylize/scales.js';

const settings = { kind: 'clip', quality: 'normal', iterations: undefined } as const;

test('a schedule goes from coarse to the size of the frame, halving, odd sizes too', () => {
  for (const schedule of Object.values(planSchedules(511, 287, settings))) {
    assert.deepEqual(
      schedule.map(({ width, height }) => [width, height]),
      [
        [128, 72],
        [256, 144],
        [511, 287],
      ],
    );
  }
});

test('later frames leave the deepest style out of the finest scale', () => {
  const { first, later } = planSchedules(511, 287, settings);
  assert.deepEqual(
    later.map(({ shallow }) => shallow),
    [false, false, true],
  );
  assert.ok(first.every(({ shallow }) => !shallow));
});

test('later frames get far fewer evaluations than first ones, better quality more', () => {
  const work = (schedule: readonly { width: number; height: number; evaluations: number }[]) =>
    schedule.reduce((sum, { width, height, evaluations }) => sum + width * height * evaluations, 0);
  const [draft, normal, high] = (['draft', 'normal', 'high'] as const).map((quality) =>
    planSchedules(640, 360, { ...settings, quality }),
  );
  assert.ok(draft && normal && high);
  for (const { first, later } of [draft, normal, high]) assert.ok(work(later) < work(first) / 4);
  assert.ok(work(draft.first) < work(normal.first) && work(normal.first) < work(high.first));
  assert.ok(work(draft.later) < work(normal.later) && work(normal.later) < work(high.later));
});

test('`iterations` caps the finest scale, and raises a first frame’s', () => {
  const { first, later } = planSchedules(640, 360, { ...settings, iterations: 3 });
  assert.equal(first.at(-1)?.evaluations, 3);
  assert.equal(later.at(-1)?.evaluations, 3);
  const more = planSchedules(640, 360, { ...settings, iterations: 400 });
  assert.equal(more.first.at(-1)?.evaluations, 400);
});

test('pictures too small to halve have one scale', () => {
  const { first } = planSchedules(80, 60, settings);
  assert.equal(first.length, 1);
  assert.deepEqual([first[0]?.width, first[0]?.height], [80, 60]);
});

test('a later frame gets more evaluations the more of it is new, up to four fifths as many again, within the cap', () => {
  const { later } = planSchedules(640, 360, settings);
  const counts = (untrusted: number, cap?: number) =>
    scheduleFor(later, untrusted, cap).map((scale) => scale.evaluations);
  const usual = later.map((scale) => scale.evaluations);
  assert.deepEqual(counts(0), usual);
  assert.deepEqual(
    counts(0.1),
    usual.map((count) => Math.round(1.25 * count)),
  );
  assert.deepEqual(
    counts(0.9),
    usual.map((count) => Math.round(1.8 * count)),
  );
  assert.equal(counts(0.9, 4).at(-1), 4);
  assert.equal(counts(0.9, 4)[0], Math.round(1.8 * (usual[0] as number)));
});

test('first frames descend on octaves but at the finest scale, later ones on pixels', () => {
  const { first, later } = planSchedules(640, 360, settings);
  assert.deepEqual(
    first.map(({ octaves }) => octaves?.length),
    [6, 6, undefined],
  );
  assert.ok(first.every(({ octaves }) => octaves === undefined || octaves[0] === 1));
  assert.ok(later.every(({ octaves }) => octaves === undefined));
});

test('a scale has no more octaves than leave the coarsest two pixels', () => {
  const { first } = planSchedules(200, 100, settings);
  const [{ width, height, octaves } = { width: 0, height: 0, octaves: [] }] = first;
  assert.deepEqual([width, height], [100, 50]);
  assert.equal(octaves?.length, 5);
});

test('a picture has a schedule of its own: another half, and no deep style at the finest scale', () => {
  const { first } = planSchedules(640, 480, { ...settings, kind: 'picture' });
  assert.deepEqual(
    first.map(({ width, shallow }) => [width, shallow]),
    [
      [80, false],
      [160, false],
      [320, false],
      [640, true],
    ],
  );
});

test('larger pictures have more scales: the coarsest is no larger than half as much again as at the usual size', () => {
  for (const kind of ['clip', 'picture'] as const) {
    const coarsest = (width: number, height: number) => {
      const { first, later } = planSchedules(width, height, { ...settings, kind });
      return [first, later].map((schedule) => schedule[0]!.width);
    };
    const usual = coarsest(640, 400);
    for (const width of [1280, 1920, 3840]) {
      for (const [i, side] of coarsest(width, (width * 5) / 8).entries()) {
        assert.ok(side <= 1.6 * usual[i]! && side >= 0.7 * usual[i]!, `${kind} ${width}: ${side}`);
      }
    }
  }
});
