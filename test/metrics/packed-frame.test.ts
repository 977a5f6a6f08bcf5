import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { imageFromRgb24 } from '../../src/image.js';
import { packedFrame } from '../../src/metrics/stream/packed-frame.js';

const size = { width: 64, height: 48 };
const bytes = (seed: number) =>
  Uint8Array.from({ length: 3 * 64 * 48 }, (_, i) => (i * 31 + seed * 17) % 256);

test('pictures are those of the bytes, one object while somebody holds it', () => {
  const frame = packedFrame({ frame: 0, index: 4, time: 0.5 }, size, [bytes(1), bytes(2), bytes(3)]);
  assert.deepEqual([frame.index, frame.time, frame.renders.length], [4, 0.5, 2]);
  const { source } = frame;
  assert.equal(frame.source, source);
  assert.deepEqual(source, imageFromRgb24(bytes(1), 64, 48));
  assert.deepEqual(frame.renders[1], imageFromRgb24(bytes(3), 64, 48));
});

test('frames that wait take a quarter of the room, and come back the same', async () => {
  const large = { width: 1280, height: 720 };
  const before = process.memoryUsage().arrayBuffers;
  const frames = [];
  for (let index = 0; index < 60; index++) {
    const frame = packedFrame({ index, frame: index, time: index }, large, [
      new Uint8Array(3 * 1280 * 720).fill(index),
    ]);
    assert.equal(frame.source.data.length, 3 * 1280 * 720);
    frames.push(frame);
    await delay(1); // what a turn has looked at lives until it ends
  }
  const held = (process.memoryUsage().arrayBuffers - before) / 2 ** 20;
  // 158 MiB of bytes; 633 more, were the pictures held.
  assert.ok(held < 600, `${held.toFixed(0)} MiB`);
  for (const frame of frames) {
    assert.equal(frame.source.data[12345], Math.fround(Math.fround(frame.index / 255)));
  }
});
