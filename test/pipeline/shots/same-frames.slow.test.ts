import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import type { StylizeOptionsInput } from '../../../src/options/resolve.js';
import { paintBothWays, writeClips } from './both-ways.js';

before(writeClips);

const inOnePass = { fast: true, iterations: 'auto', quality: 'normal' } as const;
const cases: readonly (readonly [what: string, input: string, options: StylizeOptionsInput])[] = [
  ['without regard to the past, from noise', 'shots.mkv', { temporal: false, init: 'noise' }],
  ['a part at a rate of its own, enlarged', 'shots.mkv', { start: 0.08, fps: 15, size: 48, outputSize: 64 }],
  ['in one pass, after training for the painting', 'large.mkv', { ...inOnePass, fineTune: 3 }],
  ['transparent', 'alpha.mkv', {}],
  ['interlaced', 'fields.mp4', {}],
];
for (const [what, input, options] of cases) {
  test(`shots painted apart give the bytes of one job: ${what}`, async () => {
    const { shots } = await paintBothWays(input, options);
    assert.equal(shots, 3);
  });
}
