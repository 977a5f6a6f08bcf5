import type { FrameMetrics } from '../../metrics/measures/frame-metrics.js';
import { type Point, pointOf, type Series } from '../../metrics/measures/series.js';
import { figure } from '../../number-format.js';
import type { ChartLine } from '../../page/chart-content.js';

/** A value as the page writes it, in the unit of {@link unitOf}. */
export function written(value: number | null | undefined, { factor }: Series): string {
  return value == null ? '–' : figure(value * factor);
}

/** `× 10⁻³`, `pixels`, or nothing. */
export function unitOf({ unit, factor }: Series): string {
  return factor === 1000 ? '× 10⁻³' : unit;
}

/** Those that have a value on some frame. */
export function presentSeries(all: readonly Series[], frames: readonly FrameMetrics[]): readonly Series[] {
  return all.filter((series) => frames.some((frame) => pointOf(frame, series).output !== null));
}

/** Means over frames that have a value; null where none has. */
export function meansOf(series: Series, frames: readonly FrameMetrics[]): Point {
  const mean = (side: keyof Point) => {
    const values = frames.map((frame) => pointOf(frame, series)[side]).filter((value) => value !== null);
    return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
  };
  return { output: mean('output'), input: mean('input') };
}

/** Indices of the frames with the largest values, largest first, no two within `apart` frames. */
export function worstFrames(
  series: Series,
  frames: readonly FrameMetrics[],
  count: number,
  apart: number,
): readonly { readonly index: number; readonly value: number }[] {
  const ranked = frames
    .flatMap((frame, index) => {
      const value = pointOf(frame, series).output;
      return value === null ? [] : [{ index, value }];
    })
    .sort((a, b) => b.value - a.value);
  const found: { index: number; value: number }[] = [];
  for (const candidate of ranked) {
    if (found.length === count) break;
    if (found.every(({ index }) => Math.abs(index - candidate.index) >= apart)) found.push(candidate);
  }
  return found;
}

/** The curves of a series: the render on the stage over its source and, faint, the other renders. */
export function linesOf(
  series: Series,
  measured: readonly (readonly FrameMetrics[])[],
  render: number,
  names: readonly string[],
): readonly ChartLine[] {
  const values = (frames: readonly FrameMetrics[], side: keyof Point) =>
    frames.map((frame) => {
      const value = pointOf(frame, series)[side];
      return value === null ? null : value * series.factor;
    });
  const own = measured[render] ?? [];
  const input = values(own, 'input');
  const others = measured.map(
    (frames, r): ChartLine => ({
      label: names[r] as string,
      colour: '--other',
      width: 1,
      background: true,
      values: values(frames, 'output'),
    }),
  );
  const lines = others.filter((_, r) => r !== render);
  if (input.some((value) => value !== null)) {
    lines.push({ label: 'source', colour: '--ink-soft', dashed: true, width: 1.25, values: input });
  }
  lines.push({ label: 'render', colour: '--accent', width: 1.75, values: values(own, 'output') });
  return lines;
}
