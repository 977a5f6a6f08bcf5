import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, linkSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { decodeFrames } from '../../src/decode/frames/frames.js';
import { openEncoder } from '../../src/encode/encoder.js';
import type { VideoInfo } from '../../src/media/info.js';
import { makeClip, makeRawClip, picture, processesWith, scratchFolder, tone, X264 } from '../media/clips.js';
import { probeVideo, transcode } from './transcode.js';

const folder = scratchFolder();
const at = (name: string): string => join(folder, name);
const SIZE = { width: 64, height: 48 };
const source = await probeVideo(makeClip(at('source.mp4'), ...picture(1, '30000/1001'), ...tone(1), ...X264));
const temporaries = (where = folder): string[] =>
  readdirSync(where).filter((name) => name.startsWith('.nst-'));

/** Encodes frames of one colour and returns the first decoded pixel of the result. */
async function encodeColour(
  info: VideoInfo,
  output: string,
  colour: readonly number[],
  size = { width: 64, height: 48 },
) {
  const frame = Uint8Array.from({ length: 3 * size.width * size.height }, (_, i) => colour[i % 3] as number);
  await using encoder = await openEncoder({ output, source: info, ...size, overwrite: true });
  for (let i = 0; i < info.video.frameCount; i++) await encoder.write(frame);
  const { notices } = await encoder.finish();
  const result = await probeVideo(output);
  for await (const { bytes } of decodeFrames(result, result.video)) return { result, notices, bytes };
  throw new Error('no frame');
}

for (const [codec, extension, name] of [
  ['h264', 'mp4', 'h264'],
  ['h264', 'm4v', 'h264'],
  ['h264', 'mkv', 'h264'],
  ['h265', 'mp4', 'hevc'],
  ['h265', 'mov', 'hevc'],
  ['vp9', 'webm', 'vp9'],
  ['prores', 'mov', 'prores'],
] as const) {
  test(`${codec} in .${extension}: frames, exact rate, and no temporary file`, async () => {
    const output = at(`${codec}.${extension}`);
    const { path } = await transcode(source, output, { codec });
    assert.equal(path, output);
    const { video } = await probeVideo(output);
    assert.equal(video.codec, name);
    assert.equal(video.frameCount, 30);
    assert.deepEqual(video.frameRate, { num: 30000, den: 1001 });
    assert.equal(video.timing, 'constant');
    assert.equal(video.chroma, codec === 'prores' ? '4:2:2' : '4:2:0');
    assert.equal(video.bitDepth, codec === 'prores' ? 10 : 8);
    assert.deepEqual(temporaries(), []);
  });
}

for (const size of [
  { width: 64, height: 48 },
  { width: 1280, height: 720 },
]) {
  test(`colours survive at ${size.width}×${size.height}, tagged with the matrix that was used, within 2 of 255`, async () => {
    const raw = Buffer.alloc(3 * size.width * size.height, 128);
    const clip = makeRawClip(at('raw.mkv'), raw, {
      pixelFormat: 'gbrp',
      size: `${size.width}x${size.height}`,
    });
    const { result, bytes } = await encodeColour(
      await probeVideo(clip),
      at('colour.mp4'),
      [200, 60, 30],
      size,
    );
    for (const [c, wanted] of [200, 60, 30].entries())
      assert.ok(Math.abs((bytes[c] as number) - wanted) <= 2);
    assert.equal(result.video.colour.matrix, size.height === 720 ? 'bt709' : 'smpte170m');
    assert.equal(result.video.colour.range, 'limited');
    assert.ok(result.video.colour.primaries && result.video.colour.transfer);
  });
}

test('the default quality is visually lossless: luma of at least 40 dB', async () => {
  const smooth = ['-f', 'lavfi', '-i', 'mandelbrot=s=192x108:r=25:end_pts=25,trim=end_frame=25'];
  const clip = await probeVideo(makeClip(at('smooth.mkv'), ...smooth, '-c:v', 'ffv1', '-pix_fmt', 'yuv420p'));
  await transcode(clip, at('quality.mp4'));
  const result = await probeVideo(at('quality.mp4'));
  const luma = (bytes: Uint8Array, i: number): number =>
    0.299 * (bytes[i] as number) + 0.587 * (bytes[i + 1] as number) + 0.114 * (bytes[i + 2] as number);
  const decoded = decodeFrames(result, result.video);
  let [error, count] = [0, 0];
  for await (const { bytes } of decodeFrames(clip, clip.video)) {
    const other = (await decoded.next()).value as { bytes: Uint8Array };
    for (let i = 0; i < bytes.length; i += 3, count++) error += (luma(bytes, i) - luma(other.bytes, i)) ** 2;
  }
  const psnr = 10 * Math.log10((255 ** 2 * count) / error);
  assert.ok(psnr > 40, `${psnr} dB`);
});

test('odd sizes: padded by repeating the edge for H.264, exact for VP9', async () => {
  const size = { width: 33, height: 17 };
  const padded = await encodeColour(source, at('odd.mp4'), [10, 200, 90], size);
  assert.deepEqual([padded.result.video.width, padded.result.video.height], [34, 18]);
  assert.match(padded.notices.join(), /33×17 is written as 34×18/);
  for (const i of [0, 33, 34 * 17 + 33]) assert.ok(Math.abs((padded.bytes[3 * i + 1] as number) - 200) <= 3);
  const exact = await encodeColour(source, at('odd.webm'), [10, 200, 90], size);
  assert.deepEqual([exact.result.video.width, exact.result.video.height], [33, 17]);
});

test('a variable rate keeps every time, and the last frame its duration', async () => {
  const filter = "settb=1/1000,setpts='N*40+floor(mod(N*N,23))'";
  const path = makeClip(
    at('free.mkv'),
    ...picture(2),
    '-vf',
    filter,
    '-vsync',
    '0',
    '-enc_time_base',
    '1:1000',
    ...X264,
  );
  const free = await probeVideo(path);
  assert.equal(free.video.timing, 'variable');
  for (const extension of ['mp4', 'mov', 'mkv']) {
    await transcode(free, at(`free-out.${extension}`));
    const { video } = await probeVideo(at(`free-out.${extension}`));
    const seconds = (info: VideoInfo['video']): number[] =>
      [...info.ticks].map(
        (ticks) => ((ticks - (info.ticks[0] as number)) * info.timeBase.num) / info.timeBase.den,
      );
    const [is, was] = [seconds(video), seconds(free.video)];
    assert.equal(is.length, was.length);
    for (const [i, time] of was.entries())
      assert.ok(Math.abs((is[i] as number) - time) < 0.0011, `${extension} ${i}`);
    if (extension === 'mkv') continue; // has no durations of single frames
    const last = (info: VideoInfo['video']): number =>
      (info.lastFrameTicks * info.timeBase.num) / info.timeBase.den;
    assert.ok(Math.abs(last(video) - last(free.video)) < 0.001, `${last(video)} for ${last(free.video)}`);
  }
});

test('a turned source comes out upright, without rotation', async () => {
  const bytes = readFileSync(source.path);
  const matrix = bytes.indexOf('tkhd') + 44;
  for (const [i, value] of [0, 1, 0, -1, 0].entries()) bytes.writeInt32BE(value * 65536, matrix + 4 * i);
  writeFileSync(at('turned.mp4'), bytes);
  const turned = await probeVideo(at('turned.mp4'));
  assert.equal(turned.video.orientation.turn, 90);
  await transcode(turned, at('turned-out.mp4'));
  const { video } = await probeVideo(at('turned-out.mp4'));
  assert.deepEqual([video.width, video.height, video.orientation.turn], [48, 64, 0]);
});

test('names with anything in them, as input and as output', async () => {
  for (const name of ['a \'b\' "c"', '-dash', '%03d', 'a:b', 'é 映画 🎬', 'x,y;[z]|w']) {
    const input = await probeVideo(makeClip(at(`${name}.mp4`), ...picture(0.2), ...tone(0.2), ...X264));
    await transcode(input, at(`${name} out.mp4`));
    assert.equal((await probeVideo(at(`${name} out.mp4`))).video.frameCount, 5, name);
  }
});

test('what cannot be written is refused before any work', async () => {
  const open = (output: string, more = {}) => openEncoder({ output, source, width: 64, height: 48, ...more });
  writeFileSync(at('there.mp4'), 'precious');
  linkSync(source.path, at('same.mp4'));
  mkdirSync(at('folder.mp4'));
  await assert.rejects(open(at('there.mp4')), { code: 'OUTPUT', message: /already exists.*--overwrite/ });
  await assert.rejects(open(source.path, { overwrite: true }), {
    code: 'OUTPUT',
    message: /is the input itself/,
  });
  await assert.rejects(open(at('same.mp4'), { overwrite: true }), {
    code: 'OUTPUT',
    message: /is the input itself/,
  });
  await assert.rejects(open(at('folder.mp4'), { overwrite: true }), {
    code: 'OUTPUT',
    message: /is a folder/,
  });
  await assert.rejects(open(at('no/such/folder/a.mp4')), { code: 'OUTPUT', message: /does not exist/ });
  await assert.rejects(open(at('a.xyz')), { code: 'USAGE', message: /\.mp4, \.m4v/ });
  await assert.rejects(open(at('a.webm'), { codec: 'h264' }), { code: 'USAGE', message: /cannot hold h264/ });
  await assert.rejects(open(at('a.mp4'), { crf: 99 }), { code: 'USAGE', message: /between 0 and 51/ });
  assert.equal(readFileSync(at('there.mp4'), 'utf8'), 'precious');
  assert.deepEqual(temporaries(), []);
});

test('a folder without write permission', {
  skip: process.getuid?.() === 0 && 'root writes everywhere',
}, async () => {
  mkdirSync(at('closed'));
  chmodSync(at('closed'), 0o555);
  await assert.rejects(transcode(source, at('closed/a.mp4')), {
    code: 'OUTPUT',
    message: /cannot be written/,
  });
});

test('a file that appears meanwhile is not replaced', async () => {
  await using encoder = await openEncoder({ output: at('raced.mp4'), source, ...SIZE });
  for await (const { bytes } of decodeFrames(source, source.video)) await encoder.write(bytes);
  writeFileSync(at('raced.mp4'), 'precious');
  await assert.rejects(encoder.finish(), { code: 'OUTPUT', message: /already exists/ });
  await encoder[Symbol.asyncDispose]();
  assert.equal(readFileSync(at('raced.mp4'), 'utf8'), 'precious');
  assert.deepEqual(temporaries(), []);
});

test('with overwrite, the old file stays until the new one is complete', async () => {
  writeFileSync(at('old.mp4'), 'old');
  {
    await using encoder = await openEncoder({
      output: at('old.mp4'),
      source,
      ...SIZE,
      overwrite: true,
    });
    await encoder.write(new Uint8Array(3 * 64 * 48));
  }
  assert.equal(readFileSync(at('old.mp4'), 'utf8'), 'old');
  await transcode(source, at('old.mp4'), { overwrite: true });
  assert.equal((await probeVideo(at('old.mp4'))).video.frameCount, 30);
  assert.deepEqual(temporaries(), []);
});

test('an abort rejects with its reason and leaves neither process nor file', async () => {
  mkdirSync(at('aborted'));
  const controller = new AbortController();
  const reason = new Error('enough');
  const attempt = async (): Promise<void> => {
    const output = at('aborted/a.mp4');
    await using encoder = await openEncoder({ output, source, ...SIZE, signal: controller.signal });
    for (let i = 0; i < 30; i++) {
      if (i === 10) controller.abort(reason);
      await encoder.write(new Uint8Array(3 * 64 * 48));
    }
    await encoder.finish();
  };
  await assert.rejects(attempt(), (error) => error === reason);
  assert.deepEqual(readdirSync(at('aborted')), []);
  assert.deepEqual(processesWith(at('aborted')), []);
});

test('FFmpeg killed midway is an FfmpegError, and nothing is left', {
  skip: process.platform !== 'linux',
}, async () => {
  mkdirSync(at('killed'));
  const size = { width: 640, height: 480 };
  const attempt = async (): Promise<void> => {
    await using encoder = await openEncoder({ output: at('killed/a.mp4'), source, ...size });
    for (let i = 0; i < 30; i++) {
      if (i === 5) for (const pid of processesWith(at('killed'))) process.kill(Number(pid), 'SIGKILL');
      await encoder.write(new Uint8Array(3 * size.width * size.height));
    }
    await encoder.finish();
  };
  await assert.rejects(attempt(), { code: 'FFMPEG', message: /SIGKILL/ });
  assert.deepEqual(readdirSync(at('killed')), []);
});

test('a wrong number or size of frames is a defect of the caller, and no file appears', async () => {
  {
    await using encoder = await openEncoder({ output: at('few.mp4'), source, ...SIZE });
    await encoder.write(new Uint8Array(3 * 64 * 48));
    await assert.rejects(encoder.write(new Uint8Array(5)), RangeError);
    await assert.rejects(encoder.finish(), RangeError);
  }
  assert.ok(!readdirSync(folder).includes('few.mp4'));
  assert.deepEqual(temporaries(), []);
});

/** Bytes of buffers that are still referred to: what is only waiting to be collected does not count. */
function bytesHeld(): number {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  collect();
  return process.memoryUsage().arrayBuffers;
}

test('write waits for FFmpeg: frames do not pile up', async () => {
  const size = { width: 1280, height: 720 };
  await using encoder = await openEncoder({ output: at('slow.webm'), source, ...size });
  const noise = Uint8Array.from({ length: 3 * size.width * size.height }, (_, i) => (i * 7919) >> 3);
  await encoder.write(noise);
  const before = bytesHeld();
  for (let i = 0; i < 14; i++) await encoder.write(noise.slice());
  const frames = (bytesHeld() - before) / noise.length;
  assert.ok(frames < 6, `${frames} frames are waiting`);
});

const canMount = process.platform === 'linux' && process.getuid?.() === 0;
test('a full disk says so and leaves nothing', { skip: !canMount && 'needs root on Linux' }, async (t) => {
  const disk = at('disk');
  mkdirSync(disk);
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', disk], { stdio: 'ignore' });
  } catch {
    t.skip('no tmpfs can be mounted here');
    return;
  }
  try {
    const size = { width: 320, height: 240 };
    const attempt = async (): Promise<void> => {
      await using encoder = await openEncoder({ output: join(disk, 'a.mp4'), source, ...size, crf: 1 });
      for (let n = 0; n < 30; n++) {
        const length = 3 * size.width * size.height;
        await encoder.write(Uint8Array.from({ length }, (_, i) => Math.imul(i + n * 977, 2654435761) >>> 24));
      }
      await encoder.finish();
    };
    await assert.rejects(attempt(), { code: 'OUTPUT', message: /is full/ });
    assert.deepEqual(readdirSync(disk), []);
  } finally {
    execFileSync('umount', [disk]);
  }
});
