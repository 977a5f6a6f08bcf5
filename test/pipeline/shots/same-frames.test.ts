import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { paintBothWays, writeClips } from './both-ways.js';

before(writeClips);

test('shots painted apart give the bytes of one job: bars, held frames, sound, two frames back', async () => {
  const { report, shots } = await paintBothWays('sound.mp4', { longTerm: [1, 2] });
  assert.equal(shots, 3);
  assert.ok(
    report.frames.some(({ evaluations }) => evaluations === 0),
    'a frame is held',
  );
});

test('the same in one pass', async () => {
  const { shots } = await paintBothWays('shots.mkv', { fast: true, iterations: 'auto', quality: 'normal' });
  assert.equal(shots, 3);
});

test('the same of a clip with frames that cannot be decoded', async () => {
  const { report } = await paintBothWays('damaged.mp4', {});
  assert.ok(report.concealedFrames > 0);
});

test('the same in the colours of each shot, with grain that moves', async () => {
  await paintBothWays('shots.mkv', { colors: 'matched', grain: 0.3, grainMoves: true });
});
