import assert from 'node:assert/strict';
import { test } from 'node:test';
import { splitShots } from '../../../src/pipeline/shots/split-shots.js';

test('a long shot is split into about equal parts, before whose first frames the picture rests', () => {
  const motion = new Float32Array(260).fill(5);
  motion.fill(0, 117, 117 + 16);
  const shots = [
    { first: 0, count: 20 },
    { first: 20, count: 240 },
  ];
  const parts = splitShots({ shots, motion }, 120);
  assert.deepEqual(parts, [
    { first: 0, count: 20, leadIn: 0, shot: 0 },
    { first: 20, count: 113, leadIn: 0, shot: 1 },
    { first: 133, count: 127, leadIn: 16, shot: 1 },
  ]);
});

test('parts together are the shot, in any clip; none is shorter than what fades into the next', () => {
  for (let count = 1; count < 400; count += 7) {
    for (const longest of [1, 8, 30, 100]) {
      const motion = Float32Array.from({ length: count + 5 }, (_, i) => (i * 7919) % 13);
      const parts = splitShots({ shots: [{ first: 5, count }], motion }, longest);
      let next = 5;
      for (const { first, count: own, leadIn } of parts) {
        assert.equal(first, next);
        next += own;
        assert.equal(leadIn, first === 5 ? 0 : 16);
        assert.ok(parts.length === 1 || own >= 16, `${own} of ${count} frames`);
      }
      assert.equal(next, 5 + count);
      if (count >= 48 * Math.ceil(count / longest)) {
        assert.equal(parts.length, Math.ceil(count / longest), `${count} in parts of ${longest}`);
      }
    }
  }
});
