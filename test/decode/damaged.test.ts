import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { decodeFrames } from '../../src/decode/frames.js';
import { probe } from '../../src/decode/probe.js';
import type { VideoInfo } from '../../src/media/info.js';
import { makeClip, picture, scratchFolder, X264 } from '../media/clips.js';

const folder = scratchFolder();

test('frames that cannot be decoded are replaced by their neighbour, and the user told', async () => {
  const path = makeClip(
    join(folder, 'whole.mp4'),
    ...picture(4),
    ...X264,
    '-g',
    '1',
    '-movflags',
    '+faststart',
  );
  const whole = (await probe(path)) as VideoInfo;
  const bytes = readFileSync(path);
  const frames = bytes.indexOf('mdat') + 4;
  bytes.fill(
    0,
    frames + Math.floor((bytes.length - frames) * 0.4),
    frames + Math.floor((bytes.length - frames) * 0.6),
  );
  writeFileSync(join(folder, 'holes.mp4'), bytes);
  const info = (await probe(join(folder, 'holes.mp4'))) as VideoInfo;
  assert.equal(info.video.frameCount, whole.video.frameCount);
  const notices: string[] = [];
  const times: number[] = [];
  const options = { width: 64, height: 48, onNotice: (text: string) => notices.push(text) };
  for await (const frame of decodeFrames(info, options)) times.push(frame.ticks);
  assert.deepEqual(times, [...whole.video.ticks]);
  assert.equal(notices.length, 1);
  assert.match(notices.join(), /damaged: \d+ of 100 frames/);
});

test('a file cut off in the middle yields the frames that are there', async () => {
  const path = makeClip(join(folder, 'cut.mkv'), ...picture(4), ...X264);
  writeFileSync(path, readFileSync(path).subarray(0, 20_000));
  const info = (await probe(path)) as VideoInfo;
  let count = 0;
  for await (const frame of decodeFrames(info, { width: 64, height: 48 })) count = frame.index + 1;
  assert.equal(count, info.video.frameCount);
  assert.ok(count > 5 && count < 100, `${count} frames`);
});
