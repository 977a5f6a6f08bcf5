import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NoiseGate } from '../../src/pipeline/noise-gate.js';

const frame = (...values: number[]) => Uint8Array.from(values);

test('noise within the width changes nothing, whatever its order', () => {
  const gate = new NoiseGate(2);
  const first = gate.pass(frame(100, 50));
  for (const noisy of [frame(102, 48), frame(98, 52), frame(100, 51)])
    assert.deepEqual(gate.pass(noisy), first);
});

test('what changes is followed, never farther behind than the width, and without a jump', () => {
  const gate = new NoiseGate(2);
  let before = gate.pass(frame(10))[0]!;
  for (let value = 11; value < 200; value++) {
    const [now] = gate.pass(frame(value));
    assert.ok(Math.abs(now! - value) <= 2);
    assert.ok(now! - before <= 1);
    before = now!;
  }
  assert.equal(gate.pass(frame(0))[0], 2);
});

test('a shot begins with its own frame, and frames that were handed in stay as they are', () => {
  const gate = new NoiseGate(2);
  const given = frame(7, 7);
  gate.pass(frame(6, 6));
  gate.restart();
  assert.deepEqual(gate.pass(given), frame(7, 7));
  gate.pass(frame(200, 0));
  assert.deepEqual(given, frame(7, 7));
});
