import type { FrameMetrics } from './frame-metrics.js';
import type { Better } from './shape.js';
import type { MeasureKey } from './table.js';

/** A measure over time, for charts: plain data that a page can be sent, values apart. */
export interface Series {
  readonly id: string;
  readonly measure: MeasureKey;
  /** Which of the measure's values, where a frame has one for each gap. */
  readonly gap: number | null;
  readonly title: string;
  /** What it means and which way is better. */
  readonly sentence: string;
  readonly unit: string;
  /** What values are multiplied by where space is short. */
  readonly factor: number;
  readonly better: Better;
  /** Below these values of the source nothing can be said of a ratio to it. */
  readonly floor: number;
}

/** A value of the render and, where it has its own, of the source; null where there is none. */
export interface Point {
  readonly output: number | null;
  readonly input: number | null;
}

/** The value of a frame. */
export function pointOf(frame: FrameMetrics, { measure, gap }: Series): Point {
  const values: unknown = frame[measure];
  const value = Array.isArray(values) ? values.find((one: { gap: number }) => one.gap === gap) : values;
  if (typeof value === 'number') return { output: value, input: null };
  const { output = null, input = null } = (value ?? {}) as Partial<Point>;
  return { output, input };
}
