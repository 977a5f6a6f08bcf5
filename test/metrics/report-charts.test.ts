import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FrameMetrics } from '../../src/metrics/measures/frame-metrics.js';
import { reportData } from '../../src/metrics/report/charts.js';
import type { Measurement } from '../../src/metrics/summary/measurement.js';
import { summarise } from '../../src/metrics/summary/summary.js';
import { nothingMeasured } from './nothing-measured.js';

function frame(index: number, error: number | null): FrameMetrics {
  const level = { output: 0.5, input: 0.25 };
  return {
    ...nothingMeasured,
    index,
    frame: index,
    time: index / 10,
    shot: index < 3 ? 0 : 1,
    startsShot: index === 0 || index === 3,
    warping: [{ gap: 1, output: error, input: error === null ? null : error / 10, trusted: 0.9 }],
    luminance: level,
    chroma: { output: 0.1, input: 0.001 },
    sharpness: level,
  };
}

function measurement(frames: readonly FrameMetrics[]): Measurement {
  return {
    ...{
      source: 'in.mp4',
      width: 8,
      height: 8,
      frames: frames.length,
      gaps: [1],
      notices: [],
      definitions: [],
    },
    tools: { flow: '', network: null },
    renders: [
      { path: 'a.mp4', verdict: { level: 'unknown', sentences: [] }, summary: summarise(frames), frames },
    ],
  };
}

test('a value a frame, cuts marked, what was not measured left out', () => {
  const errors = [null, 0.01, 0.02, null, 0.04];
  const broken = [null, 0.01, 0.02, null, null, 0.04];
  const data = reportData(measurement(errors.map((error, i) => frame(i, error))), ['a.mp4']);
  assert.deepEqual(data.cuts, [0.3]);
  assert.deepEqual(data.times, [0, 0.1, 0.2, 0.25, 0.3, 0.4], 'curves break between two shots');
  assert.equal(data.framesPerPoint, 1);
  const titles = data.charts.map(({ title }) => title.split(' ')[0]);
  assert.deepEqual(
    titles,
    ['Warping', 'Luminance', 'Sharpness'],
    'no tOF, no flicker, a source without colour',
  );
  assert.deepEqual(data.charts[0]!.renders, [broken]);
  assert.deepEqual(data.charts[0]!.source, [null, 0.001, 0.002, null, null, 0.004]);
  assert.deepEqual(data.charts[1]!.renders[0], [2, 2, 2, null, 2, 2]);
});

test('long clips are thinned out to what a screen can show, peaks kept', () => {
  const frames = Array.from({ length: 9000 }, (_, i) => frame(i, i === 4567 ? 0.5 : 0.01));
  const { charts, times, framesPerPoint } = reportData(measurement(frames), ['a.mp4']);
  // One point less fits before the cut after three frames, one that breaks the curve comes in.
  assert.deepEqual([framesPerPoint, times.length], [3, 3001]);
  assert.equal(charts[0]!.renders[0]!.length, 3001);
  assert.equal(charts[0]!.renders[0]!.indexOf(0.5), 1 + Math.floor(4567 / 3));
});
