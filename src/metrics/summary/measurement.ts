import { basename } from 'node:path';
import type { Alignment } from '../align/align-clips.js';
import { DRIFT_DEFINITION } from '../measures/drift.js';
import type { FrameMetrics } from '../measures/frame-metrics.js';
import { measureList } from '../measures/table.js';
import type { MeasureTools } from '../stream/measure-clip.js';
import type { Summary } from './summary.js';
import { steadiestOf, type Verdict, verdictOf } from './verdict.js';

/** One render, measured from its first frame to its last. */
export interface RenderMeasurement {
  readonly path: string;
  /** What the summary comes to, in words. */
  readonly verdict: Verdict;
  readonly summary: Summary;
  /** Empty where they were not kept. */
  readonly frames: readonly FrameMetrics[];
}

/** What measuring gives of a render. */
type Measured = Omit<RenderMeasurement, 'path' | 'verdict'>;

/** A whole measurement: what was compared, how, and what came of it. */
export interface Measurement {
  readonly source: string;
  readonly width: number;
  readonly height: number;
  readonly frames: number;
  readonly gaps: readonly number[];
  /** What had to be done to compare them. */
  readonly notices: readonly string[];
  readonly tools: MeasureTools;
  /** One sentence for each measure that was taken. */
  readonly definitions: readonly string[];
  readonly renders: readonly RenderMeasurement[];
}

/** Puts together what came of measuring an alignment. */
export function describeMeasurement(
  alignment: Alignment,
  gaps: readonly number[],
  notices: readonly string[],
  tools: MeasureTools,
  renders: readonly Measured[],
): Measurement {
  const { width, height, frames } = alignment;
  return {
    source: alignment.source.path,
    width,
    height,
    frames,
    gaps,
    notices,
    tools,
    definitions: definitionsOf(renders),
    renders: renders.map((render, r) => ({
      path: alignment.renders[r]?.path ?? '',
      verdict: verdictOf(render.summary.whole),
      ...render,
    })),
  };
}

/** Of what has a value in any render. */
function definitionsOf(renders: readonly Measured[]): string[] {
  const measured = measureList.filter(
    ([key, measure]) =>
      measure.shape.rows(
        measure,
        renders.map(({ summary }) => summary.whole[key]),
      ).length > 0,
  );
  return [...measured.map(([, { definition }]) => definition), DRIFT_DEFINITION];
}

/** Short names of the renders: their files', or their whole paths where those agree. */
export function renderNames({ renders }: Measurement): string[] {
  const names = renders.map(({ path }) => basename(path));
  return new Set(names).size === names.length ? names : renders.map(({ path }) => path);
}

/** What it comes to, in words: for each render its name and sentences; then, if one stands out, a line on its own. */
export function verdictLines(
  { renders }: Measurement,
  names: readonly string[],
): readonly (readonly [string, ...string[]])[] {
  const wholes = renders.map(({ summary }) => summary.whole);
  const steadiest = steadiestOf(wholes, names);
  const lines = renders.map(({ verdict }, r): [string, ...string[]] => [
    names[r] ?? '',
    ...verdict.sentences,
  ]);
  return steadiest === undefined ? lines : [...lines, [steadiest]];
}

/** A measurement as JSON, a line for each small thing. */
export function metricsJson(measurement: Measurement): string {
  return `${JSON.stringify(measurement, null, 1)}\n`;
}
