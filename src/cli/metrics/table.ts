import type { SummaryRow } from '../../metrics/measures/shape.js';
import { type Measurement, renderNames, verdictLines } from '../../metrics/summary/measurement.js';
import { shotRows, wholeRows, writtenValues } from '../../metrics/summary/rows.js';
import { counted, duration } from '../../number-format.js';
import { textTable } from '../terminal/text-table.js';

/** The result of a measurement as lines for a terminal. */
export function metricsTable(measurement: Measurement): string[] {
  const { source, width, height, frames, renders, notices, tools } = measurement;
  const summaries = renders.map(({ summary }) => summary);
  const [first] = summaries;
  if (first === undefined) return [];
  const shots = first.shots.length;
  const what =
    `${counted(frames, 'frame')} of ${width}×${height} in ${counted(shots, 'shot')} ` +
    `(${duration(first.whole.to - first.whole.from)})`;
  const names = ['source', ...renderNames(measurement).map(shortened)];
  const gap = first.whole.warping[0]?.gap ?? 1;
  const ofShots = shots > 1 ? ['', ...table([`E_warp, gap ${gap}`, ...names, ''], shotRows(summaries))] : [];
  return [
    `${renders.map(({ path }) => path).join(', ')} against ${source}: ${what}`,
    ...notices.map((text) => `note: ${text}`),
    '',
    ...verdictLines(measurement, names.slice(1)).map((words) => words.join(' ')),
    '',
    ...table(['', ...names, ''], wholeRows(summaries.map(({ whole }) => whole))),
    ...ofShots,
    '',
    '  What each row means, and the thresholds behind the verdicts: docs/metrics.md.',
    `  Flow: ${tools.flow}, of the source.${tools.network === null ? '' : ` Distances: ${tools.network}.`}`,
  ];
}

function shortened(name: string): string {
  return name.length <= 24 ? name : `…${name.slice(-23)}`;
}

function table(head: readonly string[], rows: readonly SummaryRow[]): string[] {
  const cells = [head, ...rows.map((row) => [row.name, ...writtenValues(row), row.remark])];
  return textTable(cells, (column) => column > 0 && column < head.length - 1);
}
