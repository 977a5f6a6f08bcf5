import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FrameMetrics } from '../../src/metrics/measures/frame-metrics.js';
import { WorstPairs } from '../../src/metrics/report/worst-pairs.js';
import type { MeasuredPair } from '../../src/metrics/stream/measure-frames.js';

const image = { width: 1, height: 1, data: new Float32Array(3) };
const aligned = (index: number) => ({ index, time: index / 10, source: image, renders: [image] });

function feed(worst: WorstPairs, errors: readonly (number | null)[]) {
  for (const [later, output] of errors.entries()) {
    if (output !== null) {
      const frames = { earlier: aligned(later - 1), later: aligned(later) };
      const pair: MeasuredPair = {
        ...{ earlier: later - 1, later, gap: 1, frames },
        heatMap: () => ({ width: 1, height: 1, error: Float32Array.of(output) }),
      };
      worst.onPair(pair);
      worst.onPair({ ...pair, gap: 5 });
    }
    const warping = [{ gap: 1, output, input: 0, trusted: 1 }];
    worst.add([{ warping, shot: 0 } as unknown as FrameMetrics]);
  }
}

test('the worst first, no two within half a second, no more than asked for', () => {
  const worst = new WorstPairs(1, 2, 1);
  const errors: (number | null)[] = new Array(31).fill(0.1);
  errors[0] = null;
  [errors[5], errors[6], errors[7]] = [3, 5, 4];
  [errors[20], errors[28]] = [2, 7];
  feed(worst, errors);
  assert.deepEqual(
    worst.of(0).map(({ pair, error, time }) => [pair.later, error, time]),
    [
      [28, 7, 2.8],
      [6, 5, 0.6],
    ],
  );
  assert.deepEqual(worst.of(1), []);
});
