import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { isDamage } from '../../src/decode/frames/decode-log.js';
import { checkDecoding, decodeFrames } from '../../src/decode/frames/frames.js';
import { probe } from '../../src/decode/probe/probe.js';
import { decodedTimes } from '../../src/decode/probe/times/decoded-times.js';
import type { VideoInfo } from '../../src/media/info.js';
import { makeClip, picture, scratchFolder, X264 } from '../media/clips.js';
import { forEachFfmpeg } from '../media/each-ffmpeg.js';

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
  assert.equal(notices.filter((text) => /damaged: \d+ of 100 frames/.test(text)).length, 1);
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

forEachFfmpeg((name) => {
  const own = join(folder, name);
  mkdirSync(own);

  test('a part that begins in a hole begins with the frame before it', async () => {
    const grey = ['-f', 'lavfi', '-i', "color=black:s=64x48:r=25:d=2,format=gray,geq=lum='4*N+3*random(1)'"];
    const path = makeClip(join(own, 'whole.mp4'), ...grey, ...X264, '-g', '1', '-movflags', '+faststart');
    const bytes = readFileSync(path);
    const frames = bytes.indexOf('mdat') + 4;
    const place = (share: number): number => frames + Math.floor((bytes.length - frames) * share);
    bytes.fill(0, place(0.4), place(0.6));
    writeFileSync(join(own, 'hole.mp4'), bytes);
    const info = (await probe(join(own, 'hole.mp4'))) as VideoInfo;
    const whole: { value: number; concealed: boolean }[] = [];
    const size = { width: 64, height: 48 };
    for await (const { bytes: rgb, concealed } of decodeFrames(info, size))
      whole.push({ value: rgb[3 * 1000] as number, concealed });
    const holes = whole.flatMap(({ concealed }, i) => (concealed ? [i] : []));
    assert.ok(holes.length > 3 && holes.length < 30, `${holes}`);
    for (const first of [holes[0], holes[2], holes.at(-1)] as number[]) {
      const part: { value: number; concealed: boolean }[] = [];
      for await (const { bytes: rgb, concealed } of decodeFrames(info, {
        ...size,
        selection: { first, count: 4 },
      }))
        part.push({ value: rgb[3 * 1000] as number, concealed });
      assert.deepEqual(part, whole.slice(first, first + 4));
    }
  });

  test('a clip damaged nearly everywhere is decoded to its end', async () => {
    const path = makeClip(join(own, 'most.mkv'), ...picture(2), ...X264, '-g', '1');
    const bytes = readFileSync(path);
    bytes.fill(0, Math.floor(bytes.length * 0.15), Math.floor(bytes.length * 0.95));
    writeFileSync(path, bytes);
    const info = (await probe(path)) as VideoInfo;
    let count = 0;
    for await (const frame of decodeFrames(info, { width: 64, height: 48 })) count = frame.index + 1;
    assert.equal(count, info.video.frameCount);
  });

  test('frames stored as repetitions are no damage', async () => {
    const path = makeClip(
      join(own, 'still.mov'),
      ...['-f', 'lavfi', '-i', 'color=red:s=64x48:r=25:d=0.4', '-c:v', 'qtrle', '-pix_fmt', 'rgb24'],
    );
    const info = (await probe(path)) as VideoInfo;
    const notices: string[] = [];
    for (const selection of [
      { first: 0, count: 10 },
      { first: 4, count: 3 },
    ]) {
      let count = 0;
      const options = { width: 64, height: 48, selection, onNotice: (text: string) => notices.push(text) };
      for await (const { concealed, bytes } of decodeFrames(info, options)) {
        assert.ok(!concealed && (bytes[0] as number) > 250);
        count++;
      }
      assert.equal(count, selection.count);
    }
    assert.deepEqual(notices, []);
  });
});

test('errors that the decoder fills in are reported, and stop a strict job', async () => {
  const path = makeClip(join(folder, 'mended.mp4'), ...picture(2, '25', '320x240'), ...X264, '-g', '50');
  const bytes = readFileSync(path);
  const frames = bytes.indexOf('mdat') + 4;
  for (let at = frames + 8000; at < frames + 9000; at += 100) bytes[at] = (bytes[at] as number) ^ 0x55;
  writeFileSync(path, bytes);
  const notices: string[] = [];
  const info = (await probe(path)) as VideoInfo;
  const options = { width: 64, height: 48, onNotice: (text: string) => notices.push(text) };
  for await (const frame of decodeFrames(info, options)) assert.ok(frame.bytes.length > 0);
  // The damage is far behind the first frame, where the decoder's message is heard.
  assert.match(notices.join(), /damaged: FFmpeg reported \d+ errors? while decoding and filled/);
  assert.doesNotMatch(notices.join(), /\d\.\d{3} s, and filled/);
  await assert.rejects(async () => {
    // More than fits into a pipe: FFmpeg is not at its end when it is given up.
    for await (const frame of decodeFrames(info, { width: 960, height: 720, strict: true })) assert.ok(frame);
  }, /is damaged: FFmpeg reports errors/);
  await assert.rejects(checkDecoding(info, {}), /is damaged: FFmpeg reports errors.*--strict/);
});

test('where FFmpeg gives up while frames are counted, one sentence says so', async () => {
  const path = join(folder, 'given-up.ts');
  writeFileSync(path, Buffer.alloc(188 * 20, 7));
  const clip = { path, allowUrl: false, restarts: undefined, audio: [], video: { index: 0 } };
  await assert.rejects(async () => {
    for await (const time of decodedTimes(clip, '1/90000')) assert.ok(time);
  }, /^InputError: FFmpeg gave up decoding `.*given-up\.ts`: the file is damaged$/);
});

test('harmless messages are no damage', () => {
  for (const line of [
    '[h264 @ 0x55] [error] mmco: unref short failure',
    '[null @ 0x55] [error] Application provided invalid, non monotonically increasing dts to muxer in stream 0: 13 >= 13',
    '[mpegts @ 0x55] [warning] Packet corrupt (stream = 0, dts = 158400).',
    '[info] Stream mapping:',
  ])
    assert.equal(isDamage(line), false, line);
  for (const line of [
    '[hevc @ 0x55] [error] The cu_qp_delta -64 is outside the valid range [-32, 31].',
    '[warning] clip.mp4: corrupt decoded frame in stream 0',
  ])
    assert.equal(isDamage(line), true, line);
});

test('a file that ends before its header says so is reported, and stops a strict job', async () => {
  const sound = ['-f', 'lavfi', '-i', 'sine=f=440:d=4'];
  for (const [name, codecs] of [
    ['half.mkv', [...X264, '-c:a', 'aac']],
    ['half.webm', ['-c:v', 'libvpx', '-b:v', '1M', '-c:a', 'libopus']],
    ['half.mp4', [...X264, '-c:a', 'aac', '-movflags', '+faststart']],
    ['half.avi', ['-c:v', 'mjpeg', '-c:a', 'mp3']],
    ['half.flv', ['-c:v', 'flv', '-c:a', 'mp3', '-ar', '44100']],
  ] as const) {
    const path = makeClip(join(folder, name), ...picture(4), ...sound, ...codecs);
    assert.deepEqual((await probe(path, { strict: true })).notices, [], name);
    const bytes = readFileSync(path);
    writeFileSync(path, bytes.subarray(0, Math.floor(bytes.length * 0.6)));
    assert.match(
      (await probe(path)).notices.join(),
      /ends after \d\.\d{3} s, but its header says (?:4\.\d{3}|3\.9\d\d) s/,
      name,
    );
    await assert.rejects(probe(path, { strict: true }), /ends after .*--strict/, name);
  }
});
