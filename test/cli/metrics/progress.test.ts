import assert from 'node:assert/strict';
import { test } from 'node:test';
import { metricsProgress } from '../../../src/cli/metrics/progress.js';

function told(terminal: boolean, steps: readonly (readonly [seconds: number, done: number])[]): string[] {
  const written: string[] = [];
  let now = 0;
  const out = { write: (text: string) => written.push(text), columns: 30 };
  const progress = metricsProgress(out, terminal, () => now);
  for (const [seconds, done] of steps) {
    now = 1000 * seconds;
    progress.measured(done, 100);
  }
  progress.status.say('enough');
  return written;
}

test('without a terminal: a plain line every fifteen seconds, none in a short job', () => {
  assert.deepEqual(
    told(false, [
      [5, 10],
      [14, 28],
    ]),
    ['enough\n'],
  );
  assert.deepEqual(
    told(false, [
      [10, 20],
      [16, 32],
      [30, 60],
      [32, 64],
    ]),
    [
      'measured 32/100 frames, 0.5 s per frame, 34 s left\n',
      'measured 64/100 frames, 0.5 s per frame, 18 s left\n',
      'enough\n',
    ],
  );
});

test('on a terminal: one line, drawn anew, no longer than it is wide, and wiped in the end', () => {
  const written = told(true, [
    [1, 50],
    [1.05, 51],
    [2, 70],
  ]);
  assert.deepEqual(written, [
    '\r\u001b[Kmeasured 50/100 frames, 20 m…',
    '\r\u001b[Kmeasured 70/100 frames, 29 m…',
    '\r\u001b[K',
    'enough\n',
  ]);
});
