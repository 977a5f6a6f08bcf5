import type { FrameMetrics } from '../measures/frame-metrics.js';
import { measureList } from '../measures/table.js';
import type { Measurement } from './measurement.js';

type Cell = string | number | null | undefined;

/** A row for each frame of each render, with a line of names first; an empty cell is a value that is not there. */
export function* csvLines({ gaps, renders }: Measurement): Generator<string, void, undefined> {
  const all = renders.flatMap(({ frames }) => frames);
  const groups = measureList.map(([key, measure]) => {
    const example = all.find((frame) => frame[key] !== null)?.[key];
    const name = measure.column ?? measure.label.replaceAll(' ', '_');
    return { key, measure, columns: measure.shape.columns(name, gaps, example) };
  });
  const names = groups.flatMap(({ columns }) => columns);
  yield line(['render', 'frame', 'time', 'shot', 'starts_shot', ...names]);
  const cellsOf = (frame: FrameMetrics) =>
    groups.flatMap(({ key, measure, columns }) => {
      const cells = measure.shape.cells(frame[key]);
      return columns.map((_, c) => cells[c]);
    });
  for (const { path, frames } of renders) {
    for (const frame of frames) {
      yield line([path, frame.frame, frame.time, frame.shot, frame.startsShot ? 1 : 0, ...cellsOf(frame)]);
    }
  }
}

function line(cells: readonly Cell[]): string {
  return `${cells.map(written).join(',')}\n`;
}

function written(value: Cell): string {
  if (typeof value !== 'string') return String(value ?? '');
  return /[",\n\r]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}
