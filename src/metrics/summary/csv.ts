import { measureList } from '../measures/table.js';
import type { Measurement } from './measurement.js';

/** A row for each frame of each render, with a line of names first; an empty cell is a value that is not there. */
export function* csvLines({ renders }: Measurement): Generator<string, void, undefined> {
  const all = renders.flatMap(({ frames }) => frames);
  const groups = measureList.map(([key, { shape, label, column = label.replaceAll(' ', '_') }]) => {
    const example = all.find((frame) => frame[key] !== null) ?? all[0];
    const names = example ? shape.cells(column, example[key]).map(([name]) => name) : [];
    return { key, shape, column, names };
  });
  yield line(['render', 'frame', 'time', 'shot', 'starts_shot', ...groups.flatMap(({ names }) => names)]);
  for (const { path, frames } of renders) {
    for (const frame of frames) {
      const values = groups.flatMap(({ key, shape, column, names }) => {
        const cells = shape.cells(column, frame[key]);
        return names.map((_, i) => cells[i]?.[1]);
      });
      yield line([path, frame.frame, frame.time, frame.shot, frame.startsShot ? 1 : 0, ...values]);
    }
  }
}

function line(cells: readonly (string | number | null | undefined)[]): string {
  return `${cells.map(written).join(',')}\n`;
}

function written(value: string | number | null | undefined): string {
  if (typeof value !== 'string') return String(value ?? '');
  return /[",\n\r]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}
