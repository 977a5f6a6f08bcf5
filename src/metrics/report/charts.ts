import { allSeries } from '../measures/all-series.js';
import type { FrameMetrics } from '../measures/frame-metrics.js';
import { type Point, pointOf, type Series } from '../measures/series.js';
import type { Measurement } from '../summary/measurement.js';

/** One chart of the report: a measure over time, of every render and of the source where it has its own. */
export interface ReportChart {
  readonly title: string;
  /** What it means and which way is better, in a sentence. */
  readonly meaning: string;
  readonly logarithmic: boolean;
  /** A value for each time, of each render; null where there is none. */
  readonly renders: readonly (readonly (number | null)[])[];
  readonly source: readonly (number | null)[] | null;
}

/** What the report's page draws. */
export interface ReportData {
  /** Names of the renders. */
  readonly renders: readonly string[];
  /** Seconds, ascending. */
  readonly times: readonly number[];
  /** Seconds at which shots begin, but for the first. */
  readonly cuts: readonly number[];
  readonly charts: readonly ReportChart[];
  /** Frames that one point of a chart stands for: more than one in long clips. */
  readonly framesPerPoint: number;
}

/** Points of a curve that a screen can tell apart; clips with more frames are thinned out. */
const MOST_POINTS = 4000;

/** The curves of a measurement, measures without a value left out. */
export function reportData({ gaps, renders }: Measurement, names: readonly string[]): ReportData {
  const frames = renders[0]?.frames ?? [];
  const framesPerPoint = Math.max(1, Math.ceil(frames.length / MOST_POINTS));
  const moments = momentsOf(frames, framesPerPoint);
  const curves = renders.map((render) => render.frames);
  return {
    renders: names,
    times: moments.map(({ time }) => rounded(time)),
    cuts: frames.filter(({ startsShot, index }) => startsShot && index > 0).map(({ time }) => rounded(time)),
    charts: allSeries(gaps)
      .map((series) => chartOf(series, curves, moments))
      .filter((chart) => chart.renders.some((values) => values.some((value) => value !== null))),
    framesPerPoint,
  };
}

/** Levels are drawn as render divided by source; errors as they are, the source's own beside them. */
function chartOf(
  series: Series,
  renders: readonly (readonly FrameMetrics[])[],
  moments: readonly Moment[],
): ReportChart {
  const { title, sentence, unit, better, floor } = series;
  const asRatio = better === 'source';
  const logarithmic = series.gap !== null;
  const curve = (frames: readonly FrameMetrics[], read: (point: Point) => number | null) =>
    moments.map(({ first, end }) => {
      const points = frames.slice(first, end).map((frame) => pointOf(frame, series));
      // A logarithmic axis has no 0.
      const values = points.map(read).filter((value) => value !== null && !(logarithmic && value === 0));
      return values.length === 0 ? null : rounded((asRatio ? mean : largest)(values as number[]));
    });
  const ratio = ({ output, input }: Point) =>
    output === null || input === null || input < floor ? null : output / input;
  const source = asRatio ? [] : curve(renders[0] ?? [], ({ input }) => input);
  return {
    title: asRatio ? `${title} compared with the source` : `${title}${unit && `, ${unit}`}`,
    meaning: asRatio ? `Render divided by source. ${sentence}` : sentence,
    logarithmic,
    renders: renders.map((frames) => curve(frames, asRatio ? ratio : ({ output }) => output)),
    source: source.some((value) => value !== null) ? source : null,
  };
}

/** The frames that one point stands for, `first` … `end − 1`; none between two shots, so that curves break there. */
interface Moment {
  readonly time: number;
  readonly first: number;
  readonly end: number;
}

function momentsOf(frames: readonly FrameMetrics[], size: number): Moment[] {
  const moments: Moment[] = [];
  for (const [i, { time, startsShot }] of frames.entries()) {
    const last = moments.at(-1);
    if (last && startsShot) {
      moments.push({ time: (time + (frames[i - 1]?.time ?? time)) / 2, first: i, end: i });
    } else if (last && i - last.first < size) {
      moments[moments.length - 1] = { ...last, end: i + 1 };
      continue;
    }
    moments.push({ time, first: i, end: i + 1 });
  }
  return moments;
}

/** Several frames become one point: errors by their largest, levels by their mean. */
function largest(values: readonly number[]): number {
  return Math.max(...values);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Five digits are more than a chart shows. */
function rounded(value: number): number {
  return Number(value.toPrecision(5));
}
