import type { Alignment } from '../align/align-clips.js';
import { CONTENT_DISTANCE_LAYER, STYLE_DISTANCE_LAYERS } from '../measures/distances.js';
import { FLICKER_DEFINITION } from '../measures/flicker.js';
import type { FrameMetrics } from '../measures/frame-metrics.js';
import { WARPING_ERROR_DEFINITION } from '../measures/warping-error.js';
import type { MeasureTools } from '../stream/measure-clip.js';
import { DRIFT_DEFINITION } from './drift.js';
import type { Summary } from './summary.js';
import { type Verdict, verdictOf } from './verdict.js';

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
    ...{ source: alignment.source.path, width, height, frames, gaps, notices, tools },
    definitions: definitionsOf(renders),
    renders: renders.map((render, r) => ({
      path: alignment.renders[r]?.path ?? '',
      verdict: verdictOf(render.summary.whole),
      ...render,
    })),
  };
}

function definitionsOf(renders: readonly Measured[]): string[] {
  const wholes = renders.map(({ summary }) => summary.whole);
  return [
    WARPING_ERROR_DEFINITION,
    ...(wholes.some(({ tof }) => tof !== null)
      ? [
          'tOF of Chu et al. 2020: mean over pixels of ‖flow(source) − flow(render)‖ of neighbouring frames, in pixels',
        ]
      : []),
    FLICKER_DEFINITION,
    'luminance: mean luma (BT.709); chroma: mean of √(Cb² + Cr²); sharpness: mean squared step of luma to the right and downwards',
    DRIFT_DEFINITION,
    ...(wholes.some(({ contentDistance }) => contentDistance !== null)
      ? [
          `content distance: ‖F(o) − F(c)‖ / ‖F(c)‖ at ${CONTENT_DISTANCE_LAYER}, mean of the first, middle and last frame`,
        ]
      : []),
    ...(wholes.some(({ styleDistance }) => styleDistance !== null)
      ? [
          `style distance: mean over ${STYLE_DISTANCE_LAYERS} (relu3_3 of VGG-16's shape) of ‖G(o) − G(s)‖ / ‖G(c) − G(s)‖, G = FFᵀ/(HW), the style scaled so that its longer side is as long as ` +
            "the output's, of the same frames; 1 is unstylized, 0 is reached",
        ]
      : []),
  ];
}

/** A measurement as JSON, a line for each small thing. */
export function metricsJson(measurement: Measurement): string {
  return `${JSON.stringify(measurement, null, 1)}\n`;
}
