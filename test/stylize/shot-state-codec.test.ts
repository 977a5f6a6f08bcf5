import assert from 'node:assert/strict';
import { test } from 'node:test';
import { InputError } from '../../src/errors.js';
import { imageFromRgb24 } from '../../src/image.js';
import { noiseImage } from '../../src/stylize/initial/initial-image.js';
import type { ShotState } from '../../src/stylize/shot-state.js';
import { decodeShotState, encodeShotState } from '../../src/stylize/shot-state-codec.js';

const state: ShotState = {
  shot: 3,
  painted: 17,
  terms: { content: 1 / 3, style: Math.fround(0.1), temporal: 0, tv: 1e-12, keyframe: 0, total: 0.5 },
  followed: [{ region: 1, width: 7, height: 5, plane: noiseImage(7, 5, 9).data.slice(0, 35) }],
  normalisers: [{ width: 7, height: 5, styles: [[{ mean: 1 / 7, second: 2e-9 }]], content: [0.1] }],
  past: [
    {
      source: noiseImage(7, 5, 1),
      stylized: noiseImage(7, 5, 2),
      convergence: new Float32Array(35).fill(1 / 3),
    },
    { source: noiseImage(7, 5, 3), stylized: noiseImage(7, 5, 4), convergence: new Float32Array(35) },
  ],
  inverseHessianScales: [null, 0.1 + 0.2],
};

test('a state written down and read back is the same to the last bit', () => {
  const bytes = encodeShotState(state);
  assert.deepEqual(decodeShotState(bytes), state);
  // Also from a slice that is not aligned to four bytes.
  const shifted = new Uint8Array(bytes.length + 1);
  shifted.set(bytes, 1);
  assert.deepEqual(decodeShotState(shifted.subarray(1)), state);
});

test('a source of 8 bits takes a quarter of the room, and one off by a bit does not', () => {
  const bytes = Uint8Array.from({ length: 3 * 35 }, (_, i) => (i * 97) % 256);
  const source = imageFromRgb24(bytes, 7, 5);
  const off = { ...source, data: source.data.slice() };
  off.data[50] = off.data[50]! + 2 ** -25;
  const lengths = [source, off].map((source) => {
    const one: ShotState = { ...state, past: [{ source, stylized: noiseImage(7, 5, 2) }] };
    const encoded = encodeShotState(one);
    assert.deepEqual(decodeShotState(encoded), one);
    return encoded.length;
  });
  const flags = '"bytes":false'.length - '"bytes":true'.length;
  assert.equal(lengths[1]! - lengths[0]!, 9 * 35 + flags);
});

test('the anchor of the flow goes along', () => {
  const plane = (seed: number) => noiseImage(7, 5, seed).data.slice(0, 35);
  const flow = { width: 7, height: 5, u: plane(6), v: plane(7) };
  const anchored = { ...state, anchor: { source: noiseImage(7, 5, 5), age: 4, flow, known: plane(8) } };
  const bytes = encodeShotState(anchored);
  assert.deepEqual(decodeShotState(bytes), anchored);
  assert.throws(() => decodeShotState(bytes.subarray(0, bytes.length - 4)), /truncated or damaged/);
});

test('other bytes and truncated ones are refused', () => {
  const bytes = encodeShotState(state);
  assert.throws(() => decodeShotState(new Uint8Array(100)), InputError);
  assert.throws(() => decodeShotState(bytes.subarray(0, bytes.length - 4)), /truncated or damaged/);
});
