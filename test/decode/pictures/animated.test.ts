import assert from 'node:assert/strict';
import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import sharp from 'sharp';
import { decodeFrames } from '../../../src/decode/frames/frames.js';
import { probe } from '../../../src/decode/probe/probe.js';
import type { VideoInfo } from '../../../src/media/info.js';
import { makeRawClip, scratchFolder } from '../../media/clips.js';
import { forEachFfmpeg } from '../../media/each-ffmpeg.js';

const folder = scratchFolder();
const [W, H] = [16, 12];
const DELAYS = [100, 200, 50, 100, 300];

/** An animation of five greys: 0, 50, 100 … */
async function animation(path: string): Promise<string> {
  const pages = Buffer.concat(DELAYS.map((_, i) => Buffer.alloc(3 * W * H, 50 * i)));
  const raw = { width: W, height: H * DELAYS.length, channels: 3 as const, pageHeight: H };
  const picture = sharp(pages, { raw });
  await (path.endsWith('gif')
    ? picture.gif({ delay: DELAYS, loop: 0 })
    : picture.webp({ delay: DELAYS, loop: 0, lossless: true })
  ).toFile(path);
  return path;
}

async function greys(info: VideoInfo): Promise<number[]> {
  const found: number[] = [];
  for await (const { bytes, concealed } of decodeFrames(info, { width: W, height: H }))
    if (!concealed) found.push(bytes[0] as number);
  return found;
}

forEachFfmpeg((name) => {
  const own = join(folder, name);
  mkdirSync(own);

  for (const extension of ['gif', 'webp']) {
    test(`an animated ${extension} is a clip with its own times`, async () => {
      const info = (await probe(await animation(join(own, `a.${extension}`)))) as VideoInfo;
      assert.equal(info.kind, 'video');
      const { ticks, timeBase } = info.video;
      assert.deepEqual(
        [...ticks].map((tick) => Math.round((1000 * tick * timeBase.num) / timeBase.den)),
        [0, 100, 300, 350, 450],
      );
      for (const [i, value] of (await greys(info)).entries())
        assert.ok(Math.abs(value - 50 * i) <= 3, `frame ${i}: ${value}`);
    });

    test(`a ${extension} of one picture stays a picture`, async () => {
      const path = join(own, `still.${extension}`);
      await sharp({ create: { width: W, height: H, channels: 3, background: 'red' } }).toFile(path);
      assert.equal((await probe(path)).kind, 'image');
    });
  }

  test('an animated PNG is a clip, whatever its name', async () => {
    const path = join(own, 'a.apng');
    const raw = Buffer.concat(DELAYS.map((_, i) => Buffer.alloc(3 * W * H, 50 * i)));
    makeRawClip(
      path,
      raw,
      { pixelFormat: 'rgb24', size: `${W}x${H}`, rate: '10' },
      '-c:v',
      'apng',
      '-f',
      'apng',
    );
    copyFileSync(path, join(own, 'a.png'));
    for (const file of ['a.apng', 'a.png']) {
      const info = (await probe(join(own, file))) as VideoInfo;
      assert.equal(info.kind, 'video');
      assert.deepEqual(info.video.frameRate, { num: 10, den: 1 });
      assert.deepEqual(await greys(info), [0, 50, 100, 150, 200]);
    }
  });
});
