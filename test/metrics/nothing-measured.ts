import type { MeasuredValues } from '../../src/metrics/measures/frame-metrics.js';
import { level, perGap } from '../../src/metrics/measures/shapes.js';
import { type AnyMeasure, measureList } from '../../src/metrics/measures/table.js';

/** The values of a frame where nothing could be measured: a test names only those that it is about. */
export const nothingMeasured = Object.fromEntries(
  measureList.map(([key, { shape }]) => [key, emptyValue(shape)]),
) as unknown as MeasuredValues;

function emptyValue(shape: AnyMeasure['shape']): unknown {
  if (shape === perGap) return [];
  return shape === level ? { output: 0, input: 0 } : null;
}
