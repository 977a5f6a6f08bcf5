import type { FrameMetrics } from '../measures/frame-metrics.js';
import type { Measurement } from './measurement.js';

/** A row for each frame of each render, with a line of names first; an empty cell is a value that is not there. */
export function* csvLines(measurement: Measurement): Generator<string, void, undefined> {
  const layers = layersOf(measurement);
  yield `${columns(measurement.gaps, layers).join(',')}\n`;
  for (const { path, frames } of measurement.renders) {
    for (const frame of frames) yield `${row(path, frame, layers).map(cell).join(',')}\n`;
  }
}

function layersOf({ renders }: Measurement): string[] {
  const styled = renders.flatMap(({ frames }) => frames.find(({ styleDistance }) => styleDistance) ?? []);
  return styled[0]?.styleDistance?.layers.map(({ layer }) => layer) ?? [];
}

function columns(gaps: readonly number[], layers: readonly string[]): string[] {
  return [
    ...['render', 'frame', 'time', 'shot', 'starts_shot'],
    ...gaps.flatMap((gap) => [`ewarp_${gap}`, `ewarp_${gap}_source`, `trusted_${gap}`]),
    ...['tof', 'flicker', 'flicker_source', 'still'],
    ...['luminance', 'chroma', 'sharpness'].flatMap((name) => [name, `${name}_source`]),
    ...['content_distance', 'style_distance', ...layers.map((layer) => `style_distance_${layer}`)],
  ];
}

function row(
  path: string,
  frame: FrameMetrics,
  layers: readonly string[],
): (string | number | null | undefined)[] {
  const { warping, flicker, styleDistance } = frame;
  const trends = [frame.luminance, frame.chroma, frame.sharpness];
  return [
    ...[path, frame.frame, frame.time, frame.shot, frame.startsShot ? 1 : 0],
    ...warping.flatMap(({ output, input, trusted }) => [output, input, output === null ? null : trusted]),
    ...[frame.tof, flicker?.output, flicker?.input, flicker?.still],
    ...trends.flatMap(({ output, input }) => [output, input]),
    ...[frame.contentDistance, styleDistance?.value],
    ...layers.map((layer) => styleDistance?.layers.find((one) => one.layer === layer)?.value),
  ];
}

function cell(value: string | number | null | undefined): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'number') return String(value);
  return /[",\n\r]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}
