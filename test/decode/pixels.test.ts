import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { decodeFrames } from '../../src/decode/frames/frames.js';
import { probe } from '../../src/decode/probe/probe.js';
import type { VideoInfo } from '../../src/media/info.js';
import { makeRawClip, scratchFolder } from '../media/clips.js';
import { forEachFfmpeg } from '../media/each-ffmpeg.js';

const folder = scratchFolder();

async function firstFrame(path: string, size?: { width: number; height: number }) {
  const info = (await probe(path)) as VideoInfo;
  for await (const { bytes } of decodeFrames(info, { ...(size ?? info.video) })) return { info, bytes };
  throw new Error('no frame');
}

/** R'G'B' of a YCbCr colour, all in 0…1 (chroma in −½…½), from the definition of the matrix. */
function toRgb([y, cb, cr]: readonly number[], kr: number, kb: number): number[] {
  const r = (y as number) + 2 * (1 - kr) * (cr as number);
  const b = (y as number) + 2 * (1 - kb) * (cb as number);
  return [r, ((y as number) - kr * r - kb * b) / (1 - kr - kb), b];
}

const MATRICES = {
  bt709: [0.2126, 0.0722],
  smpte170m: [0.299, 0.114],
  bt2020nc: [0.2627, 0.0593],
} as const;

for (const matrix of ['bt709', 'smpte170m', 'bt2020nc'] as const) {
  for (const range of ['tv', 'pc'] as const) {
    for (const pixelFormat of ['yuv420p', 'yuv422p', 'yuv444p', 'yuv420p10le', 'yuv444p10le']) {
      test(`colours of ${pixelFormat} ${matrix} ${range} within 2 of 255`, async () => {
        const [kr, kb] = MATRICES[matrix];
        const bits = pixelFormat.endsWith('10le') ? 10 : 8;
        const unit = 2 ** (bits - 8);
        const [y, cb, cr] = [100 * unit, 110 * unit, 150 * unit];
        const { luma, chroma, black } =
          range === 'tv'
            ? { luma: 219 * unit, chroma: 224 * unit, black: 16 * unit }
            : { luma: 2 ** bits - 1, chroma: 2 ** bits - 1, black: 0 };
        const colour = [(y - black) / luma, (cb - 128 * unit) / chroma, (cr - 128 * unit) / chroma];
        const path = join(folder, `${matrix}-${range}-${pixelFormat}.mkv`);
        const [w, h] = [16, 16];
        const chromaSize = pixelFormat.includes('420')
          ? (w * h) / 4
          : pixelFormat.includes('422')
            ? (w * h) / 2
            : w * h;
        const samples = [
          ...Array(w * h).fill(y),
          ...Array(chromaSize).fill(cb),
          ...Array(chromaSize).fill(cr),
        ];
        const raw = bits === 8 ? Uint8Array.from(samples) : new Uint8Array(Uint16Array.from(samples).buffer);
        makeRawClip(
          path,
          raw,
          { pixelFormat, size: `${w}x${h}` },
          ...['-c:v', 'ffv1', '-colorspace', matrix, '-color_range', range],
        );
        const { info, bytes } = await firstFrame(path);
        assert.equal(info.video.bitDepth, bits);
        assert.equal(info.video.colour.range, range === 'tv' ? 'limited' : 'full');
        const wanted = toRgb(colour, kr, kb).map((value) => 255 * value);
        for (const c of [0, 1, 2]) {
          const got = bytes[3 * (8 * w + 8) + c] as number;
          assert.ok(
            Math.abs(got - (wanted[c] as number)) <= 2,
            `channel ${c}: ${got}, expected ${wanted[c]}`,
          );
        }
      });
    }
  }
}

test('untagged pictures are BT.601 when small and BT.709 when HD, as players have it', async () => {
  for (const [size, w, h, [kr, kb]] of [
    ['64x48', 64, 48, MATRICES.smpte170m],
    ['1280x720', 1280, 720, MATRICES.bt709],
  ] as const) {
    const raw = Buffer.concat([
      Buffer.alloc(w * h, 100),
      Buffer.alloc((w * h) / 4, 110),
      Buffer.alloc((w * h) / 4, 150),
    ]);
    const { bytes } = await firstFrame(
      makeRawClip(join(folder, `${size}.mkv`), raw, { pixelFormat: 'yuv420p', size }),
    );
    const wanted = toRgb([84 / 219, -18 / 224, 22 / 224], kr, kb).map((value) => 255 * value);
    for (const c of [0, 1, 2]) assert.ok(Math.abs((bytes[c] as number) - (wanted[c] as number)) <= 2);
  }
});

/** 24×16 pixels: a red, a green, a blue and a white quarter, from the upper left clockwise to the lower left. */
function quarters(): Uint8Array {
  const bytes = new Uint8Array(3 * 24 * 16);
  for (let y = 0; y < 16; y++) {
    for (let x = 0; x < 24; x++)
      bytes.set(y < 8 ? (x < 12 ? RED : GREEN) : x < 12 ? WHITE : BLUE, 3 * (24 * y + x));
  }
  return bytes;
}
const [RED, GREEN, BLUE, WHITE] = [
  [255, 0, 0],
  [0, 255, 0],
  [0, 0, 255],
  [255, 255, 255],
] as const;

/** Writes a display matrix into an MP4's track header (version 0). */
function setMatrix(path: string, [a, b, c, d]: readonly number[]): void {
  const bytes = readFileSync(path);
  const at = bytes.indexOf('tkhd') + 4 + 40;
  const matrix = [a, b, 0, c, d, 0, 0, 0].map((value) => (value as number) * 65536);
  for (const [i, value] of [...matrix, 2 ** 30].entries()) bytes.writeInt32BE(value, at + 4 * i);
  writeFileSync(path, bytes);
}

forEachFfmpeg(() => {
  for (const matrix of [
    [1, 0, 0, 1],
    [0, 1, -1, 0],
    [-1, 0, 0, -1],
    [0, -1, 1, 0],
    [-1, 0, 0, 1],
    [1, 0, 0, -1],
    [0, 1, 1, 0],
    [0, -1, -1, 0],
  ]) {
    test(`display matrix ${matrix} turns the picture upright`, async () => {
      const path = join(folder, `matrix${matrix}.mp4`);
      const lossless = ['-c:v', 'libx264rgb', '-qp', '0', '-preset', 'ultrafast'];
      makeRawClip(path, quarters(), { pixelFormat: 'rgb24', size: '24x16' }, ...lossless);
      setMatrix(path, matrix);
      const { info, bytes } = await firstFrame(path);
      const { width, height } = info.video;
      const [a, b, c, d] = matrix as [number, number, number, number];
      assert.deepEqual([width, height], a === 0 ? [16, 24] : [24, 16]);
      for (const [x, y, colour] of [
        [-6, -4, RED],
        [6, -4, GREEN],
        [6, 4, BLUE],
        [-6, 4, WHITE],
      ] as const) {
        const [u, v] = [a * x + c * y + width / 2, b * x + d * y + height / 2]; // from the centre, y downwards
        assert.deepEqual([...bytes.subarray(3 * (width * v + u), 3 * (width * v + u) + 3)], [...colour]);
      }
    });
  }
});

test('pixels that are not square are squared, in both directions', async () => {
  for (const [aspect, width, height] of [
    ['128/117', 193, 144],
    ['10/11', 176, 158],
    ['2/1', 352, 144],
  ] as const) {
    const raw = Buffer.alloc(176 * 144, 90);
    const path = join(folder, `aspect${aspect.replace('/', '-')}.mkv`);
    makeRawClip(
      path,
      raw,
      { pixelFormat: 'gray', size: '176x144' },
      '-vf',
      `setsar=${aspect}`,
      '-c:v',
      'ffv1',
    );
    const { info, bytes } = await firstFrame(path);
    assert.deepEqual([info.video.width, info.video.height], [width, height]);
    assert.equal(bytes.length, 3 * width * height);
  }
});

test('odd sizes come out whole: the last column and row hold the picture', async () => {
  const raw = Buffer.alloc(3 * 33 * 17, 200);
  const { bytes } = await firstFrame(
    makeRawClip(join(folder, 'odd.mkv'), raw, { pixelFormat: 'gbrp', size: '33x17' }),
  );
  assert.equal(bytes.length, 3 * 33 * 17);
  assert.ok(bytes.every((value) => value === 200));
});
