import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { VideoInfo } from '../../../src/media/info.js';
import { selectFrames, type TimeRange, timecodeNotice } from '../../../src/media/time/selection.js';
import { parseTimecode, type TimecodeParts, timecodeToFrames } from '../../../src/media/time/timecode.js';

interface Clip {
  readonly rate?: readonly [number, number];
  readonly ticks?: readonly number[];
  readonly timing?: 'constant' | 'gaps' | 'variable';
  readonly timecode?: string;
}

/** A clip of 100 frames, one tick each, where nothing else is said. */
function clip({ rate: [num, den] = [25, 1], ticks, timing = 'constant', timecode }: Clip = {}): VideoInfo {
  const times = Float64Array.from(ticks ?? Array.from({ length: 100 }, (_, i) => i));
  return {
    path: '/clip.mov',
    startTime: 0,
    timecode: timecode && { text: timecode, dropFrame: timecode.includes(';') },
    video: {
      ...{ ticks: times, frameCount: times.length, timeBase: { num: den, den: num } },
      ...{ frameRate: { num, den }, timing, constantRate: timing === 'constant' },
    },
  } as unknown as VideoInfo;
}

const cases: [string, Clip, TimeRange, number, number][] = [
  ['all', {}, {}, 0, 100],
  ['seconds', {}, { start: 1, end: 2 }, 25, 25],
  ['seconds and a length', {}, { start: 1.01, duration: 0.08 }, 26, 2],
  ['frame numbers', {}, { start: '10f', end: '20f' }, 10, 10],
  ['a number of frames', {}, { start: '10f', duration: '7f' }, 10, 7],
  ['frames after seconds', {}, { start: 1, duration: '7f' }, 25, 7],
  ['seconds after a frame', {}, { start: '5f', duration: 0.2 }, 5, 5],
  ['an end beyond the last frame', {}, { start: '90f', end: '500f' }, 90, 10],
  ['timecode from the first frame', {}, { start: '00:00:01:05', end: '00:00:02:00' }, 30, 20],
  ['a length as timecode', {}, { start: '00:00:01:00', duration: '00:00:00:10' }, 25, 10],
  [
    "the clip's own timecode",
    { timecode: '10:00:00:00' },
    { start: '10:00:01:00', end: '10:00:02:00' },
    25,
    25,
  ],
  ["up to the end of the clip's own timecode", { timecode: '10:00:00:00' }, { end: '10:00:04:00' }, 0, 100],
  ['timecode outside the own one', { timecode: '10:00:00:00' }, { start: '00:00:01:00' }, 25, 75],
  ['own where both would do', { timecode: '00:00:01:00' }, { start: '00:00:02:00' }, 25, 75],
  [
    'drop-frame, which skips two numbers at 01:00',
    { rate: [30000, 1001], timecode: '00:00:59;00' },
    { start: '00:00:59;28', end: '00:01:00;02' },
    28,
    2,
  ],
  ['fractions of a rate', { rate: [24000, 1001] }, { start: '00:00:01:00', duration: '00:00:01:00' }, 24, 24],
  [
    'timecode where frames are missing: by the place on the grid',
    { timing: 'gaps', ticks: [0, 1, 2, 6, 7, 8] },
    { start: '00:00:00:03', end: '00:00:00:08' },
    3,
    2,
  ],
  [
    'frames of a variable rate',
    { timing: 'variable', ticks: [0, 3, 4, 9] },
    { start: '1f', end: '3f' },
    1,
    2,
  ],
];
for (const [title, info, range, first, count] of cases) {
  test(`selects by ${title}`, () => {
    assert.deepEqual(selectFrames(clip(info), range), { first, count });
  });
}

for (const [title, info, range, code, message] of [
  [
    'beyond the end',
    {},
    { start: 9 },
    'INPUT',
    /at or after 9\.000 s: its 100 frames are from 0\.000 s to 3\.960 s/,
  ],
  ['an end before the start', {}, { start: '9f', end: '9f' }, 'INPUT', /between 9f and 9f/],
  ['both ends', {}, { end: 1, duration: 1 }, 'USAGE', /either `--end` or `--duration`/],
  ['a frame too high', {}, { start: '00:00:01:25' }, 'USAGE', /25 frames a second/],
  ['drop-frame at 25', {}, { start: '00:00:01;05' }, 'USAGE', /drop-frame/],
  ['a skipped number', { rate: [30000, 1001] }, { start: '00:01:00;00' }, 'USAGE', /skipped/],
  ['a variable rate', { timing: 'variable' }, { start: '00:00:01:00' }, 'USAGE', /varies/],
  [
    'the last place',
    { timecode: '10:00:00:00' },
    { start: '10:00:04:00' },
    'INPUT',
    /starting at timecode 10:00:00:00/,
  ],
] as [string, Clip, TimeRange, string, RegExp][]) {
  test(`refuses ${title}`, () => {
    assert.throws(() => selectFrames(clip(info), range), { code, message });
  });
}

test('says how a timecode was read where the clip has one of its own', () => {
  const own = clip({ timecode: '10:00:00:00' });
  assert.match(timecodeNotice(own, { start: '10:00:01:00' }) ?? '', /10:00:01:00 is the clip's own/);
  assert.match(timecodeNotice(own, { start: '00:00:01:00' }) ?? '', /counted from the first frame/);
  assert.equal(timecodeNotice(own, { start: 3 }), undefined);
  assert.equal(timecodeNotice(clip(), { start: '00:00:01:00' }), undefined);
});

test('drop-frame timecodes run through without a hole', () => {
  const rate = { num: 30000, den: 1001 };
  const frames = (text: string): number =>
    timecodeToFrames(parseTimecode(text) as TimecodeParts, rate) as number;
  assert.equal(frames('00:01:00;02') - frames('00:00:59;29'), 1);
  assert.equal(frames('00:10:00;00') - frames('00:09:59;29'), 1);
  assert.equal(frames('01:00:00;00'), 107_892);
  const twice = { num: 60000, den: 1001 };
  assert.equal(timecodeToFrames(parseTimecode('00:01:00;04') as TimecodeParts, twice), 3600);
});
