import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Finish } from '../../src/finish/finish.js';
import { Finisher } from '../../src/finish/finisher.js';
import type { FinishLook } from '../../src/finish/look.js';

const plain: FinishLook = { sharpen: 0, contrast: 1, saturation: 1, grain: 0, grainMoves: false, seed: 7 };
const size = { width: 40, height: 30 };
const pixels = size.width * size.height;
const flat = (r: number, g = r, b = r) =>
  Uint8Array.from({ length: 3 * pixels }, (_, i) => [r, g, b][i % 3]!);
const looked = (look: Partial<FinishLook>, picture: Uint8Array, frame = 0) =>
  new Finish({ ...plain, ...look }, size).of(picture, frame);
const pixel = (picture: Uint8Array, p = 0) => [...picture.subarray(3 * p, 3 * p + 3)];

test('nothing asked, nothing changed', () => {
  const picture = flat(10, 120, 250);
  assert.equal(looked({}, picture), picture);
});

test('contrast turns around middle grey, saturation around luma', () => {
  assert.deepEqual(pixel(looked({ contrast: 3 }, flat(100))), [45, 45, 45]); // 127.5 + 3 · (100 − 127.5)
  assert.deepEqual(pixel(looked({ contrast: 0.5 }, flat(0))), [64, 64, 64]);
  // Luma of (200, 100, 50): 117.65.
  assert.deepEqual(pixel(looked({ saturation: 0 }, flat(200, 100, 50))), [118, 118, 118]);
  assert.deepEqual(pixel(looked({ saturation: 1.5 }, flat(200, 100, 50))), [241, 91, 16]);
});

test('contrast and saturation of an unlike colour', () => {
  // Luma 117.65 → 122.575 at 0.5; distances from it by 0.5 · 2.
  assert.deepEqual(pixel(looked({ contrast: 0.5, saturation: 2 }, flat(200, 100, 50))), [205, 105, 55]);
});

test('sharpening leaves flat parts alone and steepens an edge by what the kernel takes from it', () => {
  const edge = Uint8Array.from({ length: 3 * pixels }, (_, i) => (Math.floor(i / 3) % 40 < 20 ? 80 : 160));
  const out = looked({ sharpen: 1 }, edge);
  const row = [17, 18, 19, 20, 21, 22].map((x) => pixel(out, x)[0]);
  assert.deepEqual(row, [80, 80, 60, 180, 160, 160]); // 80 + (80 − 100), 160 + (160 − 140)
});

test('grain: none in black and white, of the deviation asked for in the middle tones, and no drift of brightness', () => {
  assert.deepEqual(looked({ grain: 1 }, flat(0)), flat(0));
  assert.deepEqual(looked({ grain: 1 }, flat(255)), flat(255));
  const out = looked({ grain: 0.2 }, flat(128));
  let [sum, squares] = [0, 0];
  for (let p = 0; p < pixels; p++) {
    const [r, g, b] = pixel(out, p);
    assert.ok(r === g && g === b, 'of luma alone');
    sum += r!;
    squares += r! ** 2;
  }
  const mean = sum / pixels;
  assert.ok(Math.abs(mean - 128) < 0.6, `mean ${mean}`);
  const deviation = Math.sqrt(squares / pixels - mean ** 2);
  assert.ok(Math.abs(deviation - 6) < 1, `deviation ${deviation}, 0.2 of 30`);
});

test('grain stands still, moves where it is to, and comes again with its seed', () => {
  const grey = flat(128);
  assert.deepEqual(looked({ grain: 0.5 }, grey, 0), looked({ grain: 0.5 }, grey, 9));
  const moving = [0, 1, 2].map((frame) => looked({ grain: 0.5, grainMoves: true }, grey, frame));
  assert.notDeepEqual(moving[0], moving[1]);
  assert.notDeepEqual(moving[1], moving[2]);
  assert.deepEqual(looked({ grain: 0.5, grainMoves: true }, grey, 1), moving[1]);
  assert.notDeepEqual(looked({ grain: 0.5, seed: 8 }, grey), looked({ grain: 0.5 }, grey));
});

test('the thread gives what the class gives, and refuses another size', async () => {
  const look = { ...plain, grain: 0.3, grainMoves: true };
  await using finisher = new Finisher({ look, size });
  const grey = flat(90, 120, 60);
  const out = await finisher.finish(grey, 3);
  assert.deepEqual(Buffer.from(out), Buffer.from(looked(look, grey, 3)));
  assert.deepEqual(grey, flat(90, 120, 60));
  await assert.rejects(finisher.finish(grey.subarray(3), 0), { code: 'ENGINE' });
});
