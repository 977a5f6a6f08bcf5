import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { decodeFrames } from '../../../src/decode/frames/frames.js';
import type { VideoInfo } from '../../../src/media/info.js';
import { outputFrames, remaining, resample, selectOutput } from '../../../src/media/time/resampled.js';
import { probeVideo } from '../../encode/transcode.js';
import { makeClip, picture, scratchFolder, X264 } from '../clips.js';

const folder = scratchFolder();
const clip = await probeVideo(makeClip(join(folder, 'clip.mp4'), ...picture(1, '30000/1001'), ...X264));
const all = { first: 0, count: clip.video.frameCount };

test('half the rate: every other frame, painted once', () => {
  const { count, resampled } = resample(clip, all, { num: 15000, den: 1001 });
  assert.equal(count, 15);
  assert.deepEqual(resampled?.frames.slice(0, 4), [0, 2, 4, 6]);
  assert.ok(resampled?.repeats.every((times) => times === 1));
});

test('twice the rate: every frame twice, none painted twice', () => {
  const selection = resample(clip, all, { num: 60000, den: 1001 });
  assert.equal(selection.count, 30);
  assert.equal(outputFrames(selection), 60);
});

test('another rate: the nearest frame, and the duration to the nearest frame', () => {
  const rate = { num: 24, den: 1 };
  const { resampled, ...rest } = resample(clip, all, rate);
  assert.equal(outputFrames({ ...rest, resampled: resampled as NonNullable<typeof resampled> }), 24);
  let n = 0;
  for (const [i, place] of (resampled?.frames ?? []).entries()) {
    for (let k = 0; k < (resampled?.repeats[i] ?? 0); k++, n++) {
      const shift = (place * 1001) / 30000 - n / 24;
      assert.ok(Math.abs(shift) <= 1001 / 60000 + 1e-9, `frame ${n}: ${shift} s`);
    }
  }
});

test('the own rate leaves everything as it is', () => {
  const selection = selectOutput(clip, { fps: 29.97 });
  assert.equal(selection.count, 30);
  assert.ok(selection.resampled?.repeats.every((times) => times === 1));
});

test('a variable rate becomes constant, by time and not by number', () => {
  const free = { ...clip, video: { ...clip.video, constantRate: false, timeBase: { num: 1, den: 100 } } };
  const ticks = Float64Array.of(0, 4, 8, 40, 44);
  const info = { ...free, video: { ...free.video, ticks, frameCount: 5, lastFrameTicks: 6 } } as VideoInfo;
  const { resampled } = resample(info, { first: 0, count: 5 }, { num: 10, den: 1 });
  assert.deepEqual(resampled?.frames, [0, 2, 3]); // at 0, 0.1 and 0.2, 0.3 and 0.4 s
  assert.deepEqual(resampled?.repeats, [1, 2, 2]);
  assert.equal(resampled?.end, 5);
});

test('only chosen frames are decoded, from any of them on', async () => {
  const size = { width: 64, height: 48 };
  const every: Uint8Array[] = [];
  for await (const { bytes } of decodeFrames(clip, size)) every.push(bytes);
  const selection = resample(clip, all, { num: 10, den: 1 });
  for (const begun of [0, 4]) {
    let i = begun;
    for await (const frame of decodeFrames(clip, { ...size, selection: remaining(selection, begun) })) {
      assert.equal(frame.index, i - begun);
      const place = selection.resampled?.frames[i++] as number;
      assert.deepEqual(Buffer.from(frame.bytes), Buffer.from(every[place] as Uint8Array));
    }
    assert.equal(i, 10);
  }
});
