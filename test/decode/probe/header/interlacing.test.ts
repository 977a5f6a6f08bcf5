import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { decodeFrames } from '../../../../src/decode/frames/frames.js';
import { probe } from '../../../../src/decode/probe/probe.js';
import type { VideoInfo } from '../../../../src/media/info.js';
import { makeClip, scratchFolder, X264 } from '../../../media/clips.js';
import { forEachFfmpeg } from '../../../media/each-ffmpeg.js';

const folder = scratchFolder();

/** A white bar that moves 4 pixels a field over black: 50 fields a second, woven to 25 frames. */
function woven(frames: number, first: 'top' | 'bottom', size = '96x64'): string[] {
  const bar = `color=black:s=${size}:r=50:d=${frames / 25},format=yuv420p,geq=lum='if(between(X-4*N,8,20),235,16)':cb=128:cr=128`;
  return ['-f', 'lavfi', '-i', `${bar},tinterlace=interleave_${first}`];
}

/**
 * How much neighbouring lines differ, compared with lines two apart, over all
 * frames: near 1 or below for whole frames, far above for combs.
 */
async function combing(info: VideoInfo): Promise<number> {
  const { width, height } = info.video;
  let [one, two] = [0, 0];
  for await (const { bytes } of decodeFrames(info, { width, height })) {
    for (let y = 8; y < height - 8; y++) {
      for (let x = 0; x < width; x++) {
        const at = (line: number): number => bytes[3 * (line * width + x)] as number;
        one += Math.abs(at(y) - at(y + 1));
        two += Math.abs(at(y) - at(y + 2)) + 0.01;
      }
    }
  }
  return one / two;
}

/** Where the bar's middle is in every frame. */
async function barPositions(info: VideoInfo): Promise<number[]> {
  const { width, height } = info.video;
  const found: number[] = [];
  for await (const { bytes } of decodeFrames(info, { width, height })) {
    let [sum, weight] = [0, 0];
    for (let x = 0; x < width; x++) {
      const value = bytes[3 * ((height >> 1) * width + x)] as number;
      sum += value * x;
      weight += value;
    }
    found.push(sum / weight);
  }
  return found;
}

forEachFfmpeg((name) => {
  const own = join(folder, name);
  mkdirSync(own);
  const flags = ['-flags', '+ildct+ilme'];

  for (const [file, first, ...codec] of [
    ['mpeg2-top.mpg', 'top', '-c:v', 'mpeg2video', '-q:v', '2', ...flags, '-top', '1'],
    ['mpeg2-bottom.ts', 'bottom', '-c:v', 'mpeg2video', '-q:v', '2', ...flags, '-top', '0'],
    ['h264.mp4', 'top', ...X264, '-x264-params', 'tff=1'],
    ['h264-bottom.mkv', 'bottom', ...X264, '-x264-params', 'bff=1'],
    ['h264.ts', 'top', ...X264, '-bf', '2', '-x264-params', 'tff=1'],
    ['mpeg4.avi', 'top', '-c:v', 'mpeg4', '-q:v', '2', ...flags, '-top', '1'],
    ['prores.mov', 'top', '-c:v', 'prores_ks', ...flags, '-top', '1', '-field_order', 'tt'],
  ] as [string, 'top' | 'bottom', ...string[]][]) {
    test(`${file} comes without combs, frame for frame, at its own times`, async () => {
      const path = makeClip(join(own, file), ...woven(16, first), ...codec);
      const info = (await probe(path)) as VideoInfo;
      assert.ok(info.video.interlaced);
      assert.match(info.notices.join(), /--no-deinterlace/);
      assert.equal(info.video.frameCount, 16);
      assert.equal(info.video.timing, 'constant');
      const raw = (await probe(path, { deinterlace: false })) as VideoInfo;
      assert.match(raw.notices.join(), /show combing/);
      const [before, after] = [await combing(raw), await combing(info)];
      assert.ok(before > 2, `the fixture has combs: ${before}`);
      assert.ok(after < 0.9, `combs are left: ${after}, of ${before}`);
      const ticks: number[] = [];
      let concealed = 0;
      for await (const frame of decodeFrames(info, { width: 8, height: 8 })) {
        ticks.push(frame.ticks);
        if (frame.concealed) concealed++;
      }
      assert.deepEqual(ticks, [...info.video.ticks]);
      assert.equal(concealed, 0);
      // The bar moves on steadily: the fields are in the right order.
      const positions = (await barPositions(info)).slice(1, 8);
      for (const [i, position] of positions.entries()) {
        if (i > 0) assert.ok(Math.abs(position - (positions[i - 1] as number) - 8) < 2.5, `${positions}`);
      }
    });
  }

  test('a part is deinterlaced to the same frames as the whole', async () => {
    const path = makeClip(
      join(own, 'part.ts'),
      ...woven(24, 'top'),
      ...X264,
      '-x264-params',
      'tff=1:keyint=6',
    );
    const info = (await probe(path)) as VideoInfo;
    const size = { width: 96, height: 64 };
    const whole: Uint8Array[] = [];
    for await (const { bytes } of decodeFrames(info, size)) whole.push(bytes);
    for (const first of [1, 6, 7, 13, 23]) {
      const start = first / 25;
      for await (const { bytes } of decodeFrames(info, { ...size, start, duration: 0.04 })) {
        assert.deepEqual(Buffer.from(bytes), Buffer.from(whole[first] as Uint8Array), `frame ${first}`);
      }
    }
  });

  test('whole frames in a stream that could be interlaced stay as they are', async () => {
    const path = makeClip(
      join(own, 'progressive.mpg'),
      ...['-f', 'lavfi', '-i', 'testsrc=s=96x64:r=25:d=0.4', '-c:v', 'mpeg2video', '-q:v', '2'],
    );
    const info = (await probe(path)) as VideoInfo;
    assert.equal(info.video.deinterlacing, undefined);
    assert.deepEqual(info.notices, []);
  });

  test('a single interlaced frame is decoded', async () => {
    const path = makeClip(
      join(own, 'one.mpg'),
      ...woven(1, 'top'),
      '-c:v',
      'mpeg2video',
      ...flags,
      '-top',
      '1',
    );
    const info = (await probe(path)) as VideoInfo;
    let frames = 0;
    for await (const { concealed } of decodeFrames(info, { width: 96, height: 64 })) if (!concealed) frames++;
    assert.equal(frames, 1);
  });
});
