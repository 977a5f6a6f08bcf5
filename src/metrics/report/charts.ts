import type { FrameMetrics, OutputInput } from '../measures/frame-metrics.js';
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

type Value = (frame: FrameMetrics) => number | null;

interface Measure {
  readonly title: string;
  readonly meaning: string;
  readonly logarithmic?: boolean;
  readonly output: Value;
  readonly input?: Value;
  /** How several frames become a point: errors by their largest, levels by their mean. */
  readonly thin: (values: readonly number[]) => number;
}

const largest = (values: readonly number[]) => Math.max(...values);
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

/** The curves of a measurement, measures without a value left out. */
export function reportData({ gaps, renders }: Measurement, names: readonly string[]): ReportData {
  const frames = renders[0]?.frames ?? [];
  const framesPerPoint = Math.max(1, Math.ceil(frames.length / MOST_POINTS));
  const points = pointsOf(frames, framesPerPoint);
  const curve = (of: readonly FrameMetrics[], value: Value, thin: Measure['thin']) =>
    points.map(({ first, end }) => {
      const values = of
        .slice(first, end)
        .map(value)
        .filter((one) => one !== null);
      return values.length === 0 ? null : short(thin(values));
    });
  const charts = measuresOf(gaps)
    .map(({ title, meaning, logarithmic = false, output, input, thin }) => ({
      ...{ title, meaning, logarithmic },
      renders: renders.map((render) => curve(render.frames, output, thin)),
      source: input ? curve(frames, input, thin) : null,
    }))
    .filter((chart) => chart.renders.some((values) => values.some((value) => value !== null)));
  return {
    ...{ renders: names, charts, framesPerPoint },
    times: points.map(({ time }) => short(time)),
    cuts: frames.filter(({ startsShot, index }) => startsShot && index > 0).map(({ time }) => short(time)),
  };
}

/** The frames that one point stands for, `first` … `end − 1`; none between two shots, so that curves break there. */
interface Point {
  readonly time: number;
  readonly first: number;
  readonly end: number;
}

function pointsOf(frames: readonly FrameMetrics[], size: number): Point[] {
  const points: Point[] = [];
  for (const [i, { time, startsShot }] of frames.entries()) {
    const last = points.at(-1);
    if (last && startsShot) {
      points.push({ time: (time + (frames[i - 1]?.time ?? time)) / 2, first: i, end: i });
    } else if (last && i - last.first < size) {
      points[points.length - 1] = { ...last, end: i + 1 };
      continue;
    }
    points.push({ time, first: i, end: i + 1 });
  }
  return points;
}

function measuresOf(gaps: readonly number[]): Measure[] {
  return [
    ...gaps.map(
      (gap, g): Measure => ({
        title: `Warping error (E_warp), gap ${gap}`,
        meaning:
          gap === 1
            ? 'How much a frame differs from the one before, after following the motion of the source. Lower is steadier.'
            : `The same over ${gap} frames: shows slow changes that are too small to see from frame to frame.`,
        logarithmic: true,
        // A logarithmic axis has no 0.
        output: ({ warping }) => warping[g]?.output || null,
        input: ({ warping }) => warping[g]?.input || null,
        thin: largest,
      }),
    ),
    {
      title: 'Flicker of still pixels',
      meaning: 'Mean difference from the frame before where nothing moves in the source. Lower is steadier.',
      output: ({ flicker }) => flicker?.output ?? null,
      input: ({ flicker }) => flicker?.input ?? null,
      thin: largest,
    },
    {
      title: 'Motion difference (tOF), pixels',
      meaning: 'How far the motion in the render is from the motion in the source. Lower is closer.',
      output: ({ tof }) => tof,
      thin: largest,
    },
    level(
      'Luminance',
      'Render divided by source. Flat is steady; a slope means that the picture gets brighter or darker.',
      'luminance',
      0.02,
    ),
    level(
      'Chroma',
      'Render divided by source. A slope means that colour grows stronger or fades.',
      'chroma',
      0.005,
    ),
    level(
      'Sharpness',
      'Render divided by source. A falling curve means that strokes get softer.',
      'sharpness',
      1e-5,
    ),
  ];
}

function level(
  title: string,
  meaning: string,
  name: 'luminance' | 'chroma' | 'sharpness',
  floor: number,
): Measure {
  const ratio = ({ output, input }: OutputInput) => (input < floor ? null : output / input);
  return {
    title: `${title} compared with the source`,
    meaning,
    output: (frame) => ratio(frame[name]),
    thin: mean,
  };
}

/** Five digits are more than a chart shows. */
function short(value: number): number {
  return Number(value.toPrecision(5));
}
