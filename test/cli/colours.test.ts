import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { renderCut } from '../../fixtures/scene.js';
import { decodeFrames } from '../../src/decode/frames/frames.js';
import { type Image, imageToRgb24 } from '../../src/image.js';
import { stylizeFrames, stylizeVideo } from '../../src/index.js';
import { probeVideo } from '../encode/transcode.js';
import { makeRawClip } from '../media/clips.js';
import { painterFile } from '../stylize/style-network/painter-file.js';
import { runCli, scratchFolder, writePicture } from './run-cli.js';

/** Two shots of two frames, with bars above and below. */
const frames = 4;
const [width, height, bar] = [64, 64, 8];
const job = ['clip.mkv', '-s', 'style.png', '--device', 'cpu', '--quality', 'draft', '--iterations', '2'];
const quick = { device: 'cpu', preset: 'ffv1' } as const;
let folder: Awaited<ReturnType<typeof scratchFolder>>;
let pictures: Image[];
const at = (name: string) => join(folder.path, name);

before(async () => {
  folder = await scratchFolder();
  await writePicture(at('style.png'));
  pictures = renderCut({ width, height, frames, seed: 3 }, 2);
  for (const { data } of pictures) {
    for (const [i] of data.entries()) {
      const y = Math.floor(i / width) % height;
      if (y < bar || y >= height - bar) data[i] = 0;
    }
  }
  const raw = Buffer.concat(pictures.map(imageToRgb24));
  makeRawClip(at('clip.mkv'), raw, { pixelFormat: 'rgb24', size: `${width}x${height}` });
});
after(() => folder[Symbol.asyncDispose]());

/** Asserts that every pixel of a lossless clip has the colour of its source, and that it is not the source. */
async function assertSourceColours(name: string, size = { width, height }): Promise<void> {
  const [painted, source] = await Promise.all([probeVideo(at(name)), probeVideo(at('clip.mkv'))]);
  const expected = decodeFrames(source, size);
  let [seen, changed] = [0, 0];
  for await (const { bytes } of decodeFrames(painted, size)) {
    const of = (await expected.next()).value!.bytes;
    for (let i = 0; i < bytes.length; i += 3) {
      assert.equal(bytes[i]! - bytes[i + 1]!, of[i]! - of[i + 1]!);
      assert.equal(bytes[i + 2]! - bytes[i + 1]!, of[i + 2]! - of[i + 1]!);
      if (bytes[i] !== of[i]) changed++;
    }
    seen++;
  }
  await expected.return();
  assert.equal(seen, frames);
  assert.ok(changed > (seen * size.width * size.height) / 4, `${changed} pixels painted`);
}

test('colours of the source are its own to the bit before encoding', async () => {
  const optimising = { ...quick, colors: 'source', quality: 'draft', iterations: 2 } as const;
  await stylizeVideo(at('clip.mkv'), at('style.png'), at('whole.mkv'), optimising);
  await assertSourceColours('whole.mkv');
});

test('the same in one pass, and at a larger size than is painted', async () => {
  const options = { ...quick, colors: 'source', fast: true, fineTune: 0 } as const;
  await stylizeVideo(at('clip.mkv'), at('style.png'), at('fast.mkv'), options);
  await assertSourceColours('fast.mkv');
  const larger = { ...options, size: 32, outputSize: 64 } as const;
  await stylizeVideo(at('clip.mkv'), at('style.png'), at('larger.mkv'), larger);
  await assertSourceColours('larger.mkv');
});

test('a network file as the style takes the colours of the source, and has none to match', async () => {
  writeFileSync(at('style.onnx'), painterFile({ opset: 9, size: { width: 224, height: 224 } }));
  const paint = (colors: 'source' | 'matched') =>
    stylizeVideo(at('clip.mkv'), at('style.onnx'), at('network.mkv'), { ...quick, colors });
  await assert.rejects(paint('matched'), { code: 'USAGE', message: /--colors` to be style or source/ });
  await paint('source');
  await assertSourceColours('network.mkv');
});

test('frames handed in come out in their own colours too', async () => {
  const given = pictures.slice(0, 2).map((image, i) => ({ image, time: i / 25 }));
  const options = { device: 'cpu', quality: 'draft', iterations: 2, colors: 'source' } as const;
  let n = 0;
  for await (const { image } of stylizeFrames(given, at('style.png'), options)) {
    const source = given[n++]!.image.data;
    for (let p = 0; p < width * height; p++) {
      const difference = (data: Float32Array) => data[p]! - data[width * height + p]!;
      assert.ok(Math.abs(difference(image.data) - difference(source)) < 1.01 / 255);
    }
  }
  assert.equal(n, 2);
});

test('scales of layers that style does not use are refused before anything is painted', async () => {
  const { code, stderr } = await runCli([...job, '-o', 'never.mkv', '--layer-scales', 'relu2_2:2'], {
    cwd: folder.path,
  });
  assert.equal(code, 2);
  assert.match(stderr, /Expected `--layer-scales` to name layers at which style is compared/);
});
