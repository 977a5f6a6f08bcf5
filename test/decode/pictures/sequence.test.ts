import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import sharp, { type Sharp } from 'sharp';
import { type DecodedFrame, decodeFrames } from '../../../src/decode/frames/frames.js';
import { probe } from '../../../src/decode/probe/probe.js';
import type { VideoInfo } from '../../../src/media/info.js';
import { transcode } from '../../encode/transcode.js';
import { scratchFolder } from '../../media/clips.js';
import { forEachFfmpeg } from '../../media/each-ffmpeg.js';

const folder = scratchFolder();
const [W, H] = [32, 24];

function grey(value: number, width = W, height = H): Sharp {
  return sharp({ create: { width, height, channels: 3, background: { r: value, g: value, b: value } } });
}

/** A folder of pictures, each grey of ten times its number. */
async function sequence(name: string, numbers: readonly number[], digits = 4): Promise<string> {
  const path = join(folder, name);
  mkdirSync(path);
  for (const number of numbers)
    await grey(10 * number).toFile(join(path, `f${String(number).padStart(digits, '0')}.png`));
  return path;
}

async function decoded(info: VideoInfo, range = {}): Promise<{ values: number[]; frames: DecodedFrame[] }> {
  const frames: DecodedFrame[] = [];
  for await (const frame of decodeFrames(info, { width: W, height: H, ...range })) frames.push(frame);
  return { frames, values: frames.map(({ bytes }) => Math.round((bytes[3 * 40] as number) / 10)) };
}

const clip = async (input: string, inputFps?: number | string): Promise<VideoInfo> =>
  (await probe(input, inputFps === undefined ? {} : { inputFps })) as VideoInfo;

test('a folder, a pattern and a star give the same clip, 24 frames a second or as asked', async () => {
  const path = await sequence('plain', [8, 9, 10, 11, 12]);
  writeFileSync(join(path, '.hidden.png'), 'not a picture');
  writeFileSync(join(path, 'notes.txt'), 'nor this');
  for (const input of [path, join(path, 'f%04d.png'), join(path, 'f*.png'), join(path, 'f????.[pq]ng')]) {
    const info = await clip(input);
    assert.deepEqual((await decoded(info)).values, [8, 9, 10, 11, 12], input);
    assert.deepEqual([info.video.frameRate, info.video.timing], [{ num: 24, den: 1 }, 'constant']);
    assert.deepEqual(info.notices, []);
  }
  const ntsc = await clip(path, '30000/1001');
  assert.deepEqual(ntsc.video.frameRate, { num: 30000, den: 1001 });
  assert.ok(Math.abs(ntsc.duration - (5 * 1001) / 30000) < 1e-9);
  assert.deepEqual((await decoded(ntsc, { start: '1f', duration: '2f' })).values, [9, 10]);
});

test('a pattern keeps missing numbers as pauses, a folder closes up, and both are told', async () => {
  const path = await sequence('gaps', [1, 2, 3, 6, 7, 8]);
  const pattern = await clip(join(path, 'f%04d.png'));
  assert.deepEqual([...pattern.video.ticks], [0, 1, 2, 5, 6, 7]);
  assert.equal(pattern.video.timing, 'gaps');
  assert.match(pattern.notices.join(), /Missing pictures: 4–5/);
  const all = await clip(path);
  assert.deepEqual([...all.video.ticks], [0, 1, 2, 3, 4, 5]);
  assert.match(all.notices.join(), /gaps \(4–5\)/);
});

test('a start number leaves out the pictures before it, and must be there', async () => {
  const path = await sequence('numbers', [3, 4, 5, 8]);
  const pattern = join(path, 'f%04d.png');
  const info = (await probe(pattern, { startNumber: 4 })) as VideoInfo;
  assert.deepEqual((await decoded(info)).values, [4, 5, 8]);
  assert.deepEqual([...info.video.ticks], [0, 1, 4]);
  await assert.rejects(probe(pattern, { startNumber: 6 }), /with the number 6: the next number is 8/);
  await assert.rejects(probe(pattern, { startNumber: 9 }), /with the number 9/);
  for (const input of [path, join(path, 'f*.png'), join(path, 'f0003.png')])
    await assert.rejects(probe(input, { startNumber: 4 }), { code: 'USAGE' }, input);
});

test('two pictures of one number are refused, unless a pattern chooses', async () => {
  const path = await sequence('twice', [5, 6, 7], 3);
  await grey(200).toFile(join(path, 'f6.png'));
  for (const input of [path, join(path, 'f*.png')])
    await assert.rejects(clip(input), /`f(?:006|6)\.png` and `f(?:006|6)\.png`, which have the same number/);
  assert.deepEqual((await decoded(await clip(join(path, 'f%03d.png')))).values, [5, 6, 7]);
});

test('a picture of another size is named', async () => {
  const path = await sequence('sizes', [1, 2, 3, 4]);
  await grey(30, 40, 24).toFile(join(path, 'f0003.png'));
  await assert.rejects(clip(path), {
    code: 'INPUT',
    message: /the same size \(32×24\), got 40×24 for `.*f0003\.png`/,
  });
});

test('a damaged picture is concealed and told', async () => {
  const path = await sequence('damaged', [1, 2, 3, 4, 5]);
  writeFileSync(join(path, 'f0003.png'), 'cut off by a crash');
  const notices: string[] = [];
  const { values, frames } = await decoded(await clip(path), {
    onNotice: (text: string) => notices.push(text),
  });
  assert.deepEqual(values, [1, 2, 2, 4, 5]);
  assert.deepEqual(
    frames.map(({ concealed }) => concealed),
    [false, false, true, false, false],
  );
  assert.match(notices.join(), /1 of 5 frames/);
});

test('EXIF orientation, 16 bits, grey and opacity', async () => {
  const turned = join(folder, 'turned');
  mkdirSync(turned);
  const half = grey(0, H, W).composite([
    { input: { create: { width: H, height: W / 2, channels: 3, background: 'white' } }, top: 0, left: 0 },
  ]);
  for (const i of [1, 2])
    await half
      .clone()
      .withMetadata({ orientation: 6 })
      .jpeg({ quality: 95 })
      .toFile(join(turned, `${i}.jpg`));
  const info = await clip(turned);
  assert.deepEqual([info.video.width, info.video.height], [W, H]); // stored 24×32
  const { bytes } = (await decoded(info)).frames[0] as DecodedFrame;
  assert.ok((bytes[0] as number) < 30 && (bytes[3 * (W - 1)] as number) > 225, 'what was up is right');

  const deep = join(folder, 'deep');
  mkdirSync(deep);
  const samples = Uint16Array.from({ length: W * H }, () => 0x8080);
  for (const i of [1, 2]) {
    await sharp(samples, { raw: { width: W, height: H, channels: 1 } })
      .toColourspace('grey16')
      .toFile(join(deep, `${i}.png`));
  }
  const grey16 = await clip(deep);
  assert.equal(grey16.video.bitDepth, 16);
  for (const frame of (await decoded(grey16)).frames)
    assert.ok(frame.bytes.length === 3 * W * H && frame.bytes.every((value) => value === 128));

  const glass = join(folder, 'glass');
  mkdirSync(glass);
  for (const [i, alpha] of [1, 0.5, 0].entries()) {
    await sharp({
      create: { width: W, height: H, channels: 4, background: { r: 200, g: 100, b: 50, alpha } },
    })
      .png()
      .toFile(join(glass, `${i}.png`));
  }
  const seen = (await decoded(await clip(glass))).frames.map(({ bytes: got, alpha }) => [
    ...got.subarray(0, 3),
    alpha?.[0],
  ]);
  assert.deepEqual(seen, [
    [200, 100, 50, undefined],
    [200, 100, 50, 128],
    [128, 128, 128, 0],
  ]);
});

test('what names no picture is refused in one clear sentence', async () => {
  const path = await sequence('some', [1, 2]);
  mkdirSync(join(folder, 'nothing'));
  for (const [input, message] of [
    [join(folder, 'nothing'), /folder with no pictures/],
    [join(path, 'g%04d.png'), /No file matches .* with a number/],
    [join(path, 'g*.png'), /No file matches/],
    [join(folder, 'nowhere', '%04d.png'), /does not exist/],
    [join(folder, 'nowhere'), /does not exist/],
  ] as const) {
    await assert.rejects(clip(input), (error: Error & { code: string }) => {
      assert.equal(error.code, 'INPUT');
      assert.match(error.message, message);
      return true;
    });
  }
  await assert.rejects(clip(join(path, 'f0001.png'), 25), {
    code: 'USAGE',
    message: /only works with image sequences/,
  });
});

forEachFfmpeg((name) => {
  test('a sequence becomes a clip, with its gaps', async () => {
    const path = await sequence(`encoded ${name}`, [1, 2, 3, 5, 6, 7, 8, 9, 10, 11]);
    const output = join(folder, `${name}.mp4`);
    await transcode(await clip(join(path, 'f%04d.png'), 25), output);
    const { video } = await clip(output);
    const times = [...video.ticks].map((ticks) => (ticks * video.timeBase.num) / video.timeBase.den);
    assert.deepEqual(
      times.map((time) => Math.round(25 * time)),
      [0, 1, 2, 4, 5, 6, 7, 8, 9, 10],
    );
  });
});
