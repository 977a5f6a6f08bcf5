import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { decodeFrames } from '../../../src/decode/frames/frames.js';
import { probe } from '../../../src/decode/probe/probe.js';
import type { VideoInfo } from '../../../src/media/info.js';
import { makeClip, picture, processesWith, scratchFolder, X264 } from '../../media/clips.js';

const folder = scratchFolder();

async function video(path: string): Promise<VideoInfo> {
  const info = await probe(path);
  assert.equal(info.kind, 'video');
  return info as VideoInfo;
}

/** Every frame holds its own number: frame n is grey of value 2n, lossless. */
function numbered(name: string, rate: string, ...args: string[]): string {
  const source = ['-f', 'lavfi', '-i', `color=black:s=32x16:r=${rate}:d=4,format=gray,geq=lum='2*N'`];
  return makeClip(join(folder, name), ...source, ...args);
}

const lossless = ['-pix_fmt', 'yuvj420p', '-c:v', 'libx264', '-qp', '0', '-preset', 'ultrafast'];

async function numbers(info: VideoInfo, range: { start?: number; duration?: number }): Promise<number[]> {
  const found: number[] = [];
  for await (const frame of decodeFrames(info, { width: 32, height: 16, ...range })) {
    assert.equal(frame.index, found.length);
    found.push(Math.round((frame.bytes[0] as number) / 2));
  }
  return found;
}

const range = (from: number, count: number): number[] => Array.from({ length: count }, (_, i) => from + i);

for (const [name, ...extra] of [
  ['h264.mp4', '-g', '12', '-bf', '3'],
  ['h264.mkv', '-g', '250', '-bf', '2'],
  ['h264.ts', '-g', '24', '-bf', '2'],
  ['opengop.mp4', '-g', '10', '-bf', '3', '-x264-params', 'open-gop=1:scenecut=0'],
  ['edited.mov', '-g', '12', '-output_ts_offset', '1.5'],
]) {
  test(`selects frames exactly by time: ${name}`, async () => {
    const info = await video(numbered(name as string, '25', ...lossless, ...extra));
    assert.equal(info.video.frameCount, 100);
    const zero =
      ((info.video.ticks[0] as number) * info.video.timeBase.num) / info.video.timeBase.den - info.startTime;
    assert.deepEqual(await numbers(info, {}), range(0, 100));
    assert.deepEqual(await numbers(info, { start: zero + 1, duration: 0.4 }), range(25, 10));
    assert.deepEqual(await numbers(info, { start: zero + 2.04 }), range(51, 49));
    assert.deepEqual(await numbers(info, { start: zero, duration: 0.04 }), [0]);
    assert.deepEqual(await numbers(info, { start: zero + 0.041, duration: 0.08 }), [2, 3]);
  });
}

test('yields the times of the source, also of a variable rate', async () => {
  const path = join(folder, 'vfr.mkv');
  makeClip(path, ...picture(2, '30'), '-vf', "select='not(mod(n,7))+not(mod(n,5))'", '-vsync', '0', ...X264);
  const info = await video(path);
  const times: number[] = [];
  for await (const frame of decodeFrames(info, { width: 8, height: 6 })) times.push(frame.time);
  const wanted = range(0, 60).filter((n) => n % 7 === 0 || n % 5 === 0);
  assert.equal(times.length, wanted.length);
  for (const [i, n] of wanted.entries()) assert.ok(Math.abs((times[i] as number) - n / 30) < 0.001);
});

for (const name of [
  'a \'b\' "c" d.mp4',
  '-dash.mp4',
  '%03d.mp4',
  'a:b.mp4',
  'é 映画 🎬.mp4',
  'x,y;[z]|w.mp4',
  'a*?.mp4',
]) {
  test(`frames and times stay together whatever the name: ${name}`, async () => {
    const info = await video(numbered(name, '25', ...lossless, '-g', '12'));
    assert.deepEqual(await numbers(info, { start: 1, duration: 0.4 }), range(25, 10));
  });
}

test('a part without frames is an input error that says where frames are', async () => {
  const info = await video(makeClip(join(folder, 'short.mp4'), ...picture(1), ...X264));
  await assert.rejects(numbers(info, { start: 5 }), { code: 'INPUT', message: /0\.000 … 0\.960 s/ });
});

test('leaving the loop early ends FFmpeg', async () => {
  const info = await video(makeClip(join(folder, 'leave early.mp4'), ...picture(20), ...X264));
  for await (const frame of decodeFrames(info, { width: 640, height: 480 })) if (frame.index === 2) break;
  assert.deepEqual(processesWith('leave early.mp4'), []);
});

test('an abort rejects with its own reason and ends FFmpeg', async () => {
  const info = await video(makeClip(join(folder, 'aborted.mp4'), ...picture(20), ...X264));
  const controller = new AbortController();
  const reason = new Error('enough');
  await assert.rejects(
    async () => {
      for await (const frame of decodeFrames(info, { width: 640, height: 480, signal: controller.signal })) {
        if (frame.index === 2) controller.abort(reason);
      }
    },
    (error) => error === reason,
  );
  assert.deepEqual(processesWith('aborted.mp4'), []);
});

test('a slow consumer holds FFmpeg up instead of filling memory', async () => {
  const size = { width: 1280, height: 960 };
  const info = await video(makeClip(join(folder, 'slow.mp4'), ...picture(8), ...X264));
  let before = 0;
  for await (const frame of decodeFrames(info, size)) {
    if (frame.index === 3) before = process.memoryUsage().rss;
    if (frame.index === 4) {
      await new Promise((resolve) => setTimeout(resolve, 1000));
      break;
    }
  }
  const frames = (process.memoryUsage().rss - before) / (3 * size.width * size.height);
  assert.ok(frames < 30, `grew by ${frames} frames`); // of the 195 that could have come
});

test('FFmpeg killed while decoding is an FfmpegError', { skip: process.platform !== 'linux' }, async () => {
  const info = await video(makeClip(join(folder, 'killed.mp4'), ...picture(20), ...X264));
  await assert.rejects(
    async () => {
      for await (const frame of decodeFrames(info, { width: 640, height: 480 })) {
        if (frame.index === 2)
          for (const pid of processesWith('killed.mp4')) process.kill(Number(pid), 'SIGKILL');
      }
    },
    { code: 'FFMPEG', message: /SIGKILL/ },
  );
});
