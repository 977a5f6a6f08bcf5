import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import type { StylizeOptionsInput } from '../../../src/options/resolve.js';
import { paintBothWays, writeClips } from './both-ways.js';

before(writeClips);

const inOnePass = { fast: true, iterations: 'auto', quality: 'normal' } as const;
const forNetwork = { iterations: 'auto', quality: 'normal' } as const;
const cases: readonly (readonly [
  what: string,
  input: string,
  options: StylizeOptionsInput,
  style?: string,
])[] = [
  ['without regard to the past, from noise', 'shots.mkv', { temporal: false, init: 'noise' }],
  ['a part at a rate of its own, enlarged', 'shots.mkv', { start: 0.08, fps: 15, size: 48, outputSize: 64 }],
  ['in one pass, after training for the painting', 'large.mkv', { ...inOnePass, fineTune: 3 }],
  ['by a network file, its shots measured', 'shots.mkv', forNetwork, 'style.onnx'],
  ['by a network file, each frame alone', 'shots.mkv', { ...forNetwork, temporal: false }, 'style.onnx'],
  ['in one pass, not held to the past', 'shots.mkv', { ...inOnePass, flowFused: false }],
  ['transparent', 'alpha.mkv', {}],
  ['interlaced', 'fields.mp4', {}],
];
for (const [what, input, options, style] of cases) {
  test(`shots painted apart give the bytes of one job: ${what}`, async () => {
    const { shots } = await paintBothWays(input, options, style);
    assert.equal(shots, 3);
  });
}
