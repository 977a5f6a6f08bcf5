import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { VideoInfo } from '../../../src/media/info.js';
import {
  formatTimecode,
  outputTimecode,
  parseTimecode,
  type TimecodeParts,
  timecodeToFrames,
} from '../../../src/media/time/timecode.js';

const ntsc = { num: 30000, den: 1001 };
const film = { num: 24, den: 1 };

function clip(text: string, frameRate = film): VideoInfo {
  const timecode = { text, dropFrame: text.includes(';') };
  return { timecode, video: { frameRate, constantRate: true, timing: 'constant' } } as VideoInfo;
}

test('the timecode moves on with the first frame that is written', () => {
  assert.equal(outputTimecode(clip('01:00:00:00'), 0, film), '01:00:00:00');
  assert.equal(outputTimecode(clip('01:00:00:20'), 10, film), '01:00:01:06');
  assert.equal(outputTimecode(clip('23:59:59:23'), 1, film), '00:00:00:00');
});

test('another rate: the same time of day in its own frames', () => {
  assert.equal(outputTimecode(clip('01:00:10:12'), 0, { num: 12, den: 1 }), '01:00:10:06');
  assert.equal(outputTimecode(clip('10:00:00:00'), 48, { num: 48, den: 1 }), '10:00:02:00');
});

test('dropped numbers: two of every minute but each tenth', () => {
  assert.equal(outputTimecode(clip('00:00:59;28', ntsc), 1, ntsc), '00:00:59;29');
  assert.equal(outputTimecode(clip('00:00:59;28', ntsc), 2, ntsc), '00:01:00;02');
  assert.equal(outputTimecode(clip('00:09:59;29', ntsc), 1, ntsc), '00:10:00;00');
});

test('formatting is the inverse of reading, for every frame of an hour', () => {
  for (const rate of [ntsc, { num: 60000, den: 1001 }]) {
    for (let frame = 0; frame < 108_000; frame += 7) {
      const text = formatTimecode(frame, rate, true);
      assert.equal(timecodeToFrames(parseTimecode(text) as TimecodeParts, rate), frame, text);
    }
  }
});

test('no timecode where the clip has none, or no rate', () => {
  assert.equal(outputTimecode({ ...clip('01:00:00:00'), timecode: undefined }, 0, film), undefined);
  const free = clip('01:00:00:00');
  const video = { ...free.video, timing: 'variable' } as VideoInfo['video'];
  assert.equal(outputTimecode({ ...free, video }, 0, film), undefined);
});
