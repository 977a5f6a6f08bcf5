import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { findBinary } from '../../src/media/ffmpeg/binaries.js';
import { crc32 } from '../../src/media/nut/format.js';
import { readNut } from '../../src/media/nut/reader.js';
import { nutFrameHeader, nutHeader } from '../../src/media/nut/writer.js';

const timeBase = { num: 1, den: 90000 };
const times = [0, 3003, 3004, 9000, 8_100_000_000, 8_100_000_001];

function written(width: number, height: number): Buffer {
  const size = 3 * width * height;
  const frames = times.flatMap((ticks, i) => [nutFrameHeader(ticks, size), Buffer.alloc(size, 40 * i)]);
  return Buffer.concat([nutHeader({ width, height, timeBase }), ...frames]);
}

async function* inPieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

/** Seconds and first byte of every frame. */
async function read(bytes: Uint8Array, pieces: number): Promise<[number, number][]> {
  const found: [number, number][] = [];
  for await (const { ticks, timeBase: base, bytes: frame } of readNut(inPieces(bytes, pieces))) {
    found.push([(ticks * base.num * timeBase.den) / (base.den * timeBase.num), frame[0] as number]);
  }
  return found;
}

test('the checksum is CRC-32 with polynomial 04C11DB7, from 0, not inverted', () => {
  assert.equal(crc32(Buffer.from('123456789')), 0x89a1897f);
});

for (const [width, height] of [
  [4, 2],
  [64, 48],
] as const) {
  test(`what is written is read back, ${width}×${height}, however the bytes arrive`, async () => {
    const wanted = times.map((ticks, i) => [ticks, 40 * i]);
    for (const pieces of [7, 1000, 1 << 20])
      assert.deepEqual(await read(written(width, height), pieces), wanted);
  });

  test(`FFmpeg reads what we write, and we what it writes, ${width}×${height}`, async () => {
    const args = ['-v', 'error', '-f', 'nut', '-i', 'pipe:0', '-c', 'copy', '-copyts', '-f', 'nut', 'pipe:1'];
    const { stdout, stderr } = spawnSync(findBinary('ffmpeg').path, args, {
      input: written(width, height),
      maxBuffer: 2 ** 26,
    });
    assert.equal(stderr.toString(), '');
    assert.deepEqual(
      await read(stdout, 999),
      times.map((ticks, i) => [ticks, 40 * i]),
    );
  });
}

test('a stream that breaks off or is no NUT is an FfmpegError', async () => {
  await assert.rejects(read(written(4, 2).subarray(0, 150), 50), { code: 'FFMPEG' });
  await assert.rejects(read(Buffer.alloc(100), 50), { code: 'FFMPEG', message: /NUT/ });
  assert.deepEqual(await read(Buffer.alloc(0), 1), []);
});
