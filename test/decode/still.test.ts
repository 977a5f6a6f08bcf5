import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import sharp, { type Sharp } from 'sharp';
import { fitSize } from '../../src/decode/size.js';
import { readStill } from '../../src/decode/still.js';
import { writeStill } from '../../src/encode/picture/still.js';
import { createImage } from '../../src/image.js';
import { scratchFolder } from '../media/clips.js';

const folder = scratchFolder();
const at = (name: string): string => join(folder, name);

function rgb(width: number, height: number, ...pixels: number[][]): Sharp {
  return sharp(Uint8Array.from(pixels.flat()), {
    raw: { width, height, channels: pixels[0]!.length as 3 | 4 },
  });
}

async function pixel(path: string, x: number, y: number): Promise<number[]> {
  const { width, height, data } = await readStill(path);
  return [0, 1, 2].map((c) => Math.round(255 * (data[c * width * height + y * width + x] as number)));
}

test('EXIF orientation is applied', async () => {
  await rgb(2, 3, [255, 0, 0], [0, 0, 0], [0, 0, 0], [0, 0, 0], [0, 0, 0], [0, 0, 0])
    .withMetadata({ orientation: 6 })
    .png()
    .toFile(at('turned.png'));
  const { width, height } = await readStill(at('turned.png'));
  assert.deepEqual([width, height], [3, 2]);
  assert.deepEqual(await pixel(at('turned.png'), 2, 0), [255, 0, 0]);
});

test('transparency lies on white; grey, 16-bit and CMYK come as sRGB', async () => {
  const red = [255, 0, 0];
  const four = (pixel: number[]): Sharp => rgb(2, 2, pixel, pixel, pixel, pixel);
  await four([255, 0, 0, 0]).png().toFile(at('clear.png'));
  await four([100, 100, 100]).toColourspace('b-w').png().toFile(at('grey.png'));
  await four(red).toColourspace('rgb16').png().toFile(at('deep.png'));
  await four([200, 200, 200]).toColourspace('cmyk').jpeg({ quality: 100 }).toFile(at('cmyk.jpg'));
  assert.deepEqual(await pixel(at('clear.png'), 0, 0), [255, 255, 255]);
  assert.deepEqual(await pixel(at('grey.png'), 1, 1), [100, 100, 100]);
  assert.deepEqual(await pixel(at('deep.png'), 1, 1), red);
  for (const value of await pixel(at('cmyk.jpg'), 1, 1)) assert.ok(Math.abs(value - 200) <= 15); // no profile: an estimate;
});

test('large pictures are scaled down to the longest side, small ones never up', async () => {
  await sharp({ create: { width: 300, height: 200, channels: 3, background: 'blue' } }).toFile(
    at('wide.png'),
  );
  const { width, height } = await readStill(at('wide.png'), 100);
  assert.deepEqual([width, height], [100, 67]);
  const { width: same } = await readStill(at('wide.png'), 1000);
  assert.equal(same, 300);
});

test('fitSize keeps the shape to the nearest pixel', () => {
  assert.deepEqual(fitSize({ width: 1920, height: 1080 }, 640), { width: 640, height: 360 });
  assert.deepEqual(fitSize({ width: 854, height: 480 }, 512), { width: 512, height: 288 });
  assert.deepEqual(fitSize({ width: 100, height: 3000 }, 512), { width: 17, height: 512 });
  assert.deepEqual(fitSize({ width: 320, height: 180 }, 512), { width: 320, height: 180 });
  assert.deepEqual(fitSize({ width: 4000, height: 1 }, 100), { width: 100, height: 1 });
  assert.throws(() => fitSize({ width: 10, height: 10 }, 0), { code: 'USAGE' });
});

test('what is no picture, too small or too large is refused', async () => {
  writeFileSync(at('text.jpg'), 'no picture');
  await sharp({ create: { width: 1, height: 1, channels: 3, background: 'red' } }).toFile(at('dot.png'));
  await sharp({ create: { width: 20_000, height: 4, channels: 3, background: 'red' } }).toFile(
    at('long.png'),
  );
  const whole = await sharp({ create: { width: 64, height: 64, channels: 3, background: 'red' } })
    .jpeg()
    .toBuffer();
  writeFileSync(at('half.jpg'), whole.subarray(0, whole.length / 2));
  for (const [name, message] of [
    ['missing.jpg', /does not exist/],
    ['text.jpg', /cannot be read as a picture/],
    ['dot.png', /at least 2×2 pixels, got 1×1/],
    ['long.png', /at most 16384 pixels/],
    ['half.jpg', /premature end/],
  ] as const) {
    await assert.rejects(readStill(at(name)), { code: 'INPUT', message });
  }
});

test('a picture is written whole or not at all, and replaces nothing unasked', async () => {
  const image = createImage(4, 2);
  image.data.fill(0.5, 0, 8);
  const path = at('written.png');
  assert.equal(await writeStill(path, image), path);
  assert.deepEqual(await pixel(path, 3, 1), [128, 0, 0]);
  await assert.rejects(writeStill(path, image), { code: 'OUTPUT', message: /already exists/ });
  await writeStill(path, createImage(2, 2), { overwrite: true });
  assert.equal((await sharp(readFileSync(path)).metadata()).width, 2);
  await assert.rejects(writeStill(path, image, { overwrite: true, inputs: [path] }), { code: 'OUTPUT' });
  await assert.rejects(writeStill(at('a.bmp'), image), { code: 'USAGE' });
  await assert.rejects(writeStill(at('no/such/folder.png'), image), {
    code: 'OUTPUT',
    message: /does not exist/,
  });
});
