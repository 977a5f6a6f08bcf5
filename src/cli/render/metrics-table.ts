import { basename } from 'node:path';
import type { Measurement, RenderMeasurement } from '../../metrics/summary/measurement.js';
import { counted, type RowFormat, type SummaryRow, shotRows, wholeRows } from '../../metrics/summary/rows.js';
import { steadiestOf } from '../../metrics/summary/verdict.js';
import { duration } from './wording.js';

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
  const names = ['source', ...shortNames(renders)];
  const gap = first.whole.warping[0]?.gap ?? 1;
  return [
    `${renders.map(({ path }) => path).join(', ')} against ${source}: ${what}`,
    ...notices.map((text) => `note: ${text}`),
    '',
    ...verdicts(renders, names.slice(1)),
    '',
    ...table(['', ...names, ''], wholeRows(summaries.map(({ whole }) => whole))),
    ...(shots > 1 ? ['', ...table([`E_warp, gap ${gap}`, ...names, ''], shotRows(summaries))] : []),
    '',
    '  What each row means, and the thresholds behind the verdicts: docs/metrics.md.',
    `  Flow: ${tools.flow}, of the source.${tools.network === null ? '' : ` Distances: ${tools.network}.`}`,
  ];
}

/** What it comes to, in words, before any figure. */
function verdicts(renders: readonly RenderMeasurement[], names: readonly string[]): string[] {
  const steadiest = steadiestOf(
    renders.map(({ summary }) => summary.whole),
    names,
  );
  return [
    ...renders.map(({ verdict }, r) => [names[r], ...verdict.sentences].join(' ')),
    ...(steadiest === undefined ? [] : [steadiest]),
  ];
}

function shortNames(renders: readonly RenderMeasurement[]): string[] {
  const short = renders.map(({ path }) => basename(path));
  const unique = new Set(short).size === short.length ? short : renders.map(({ path }) => path);
  return unique.map((name) => (name.length <= 24 ? name : `…${name.slice(-23)}`));
}

function table(head: readonly string[], rows: readonly SummaryRow[]): string[] {
  const cells = [
    head,
    ...rows.map(({ name, format, source, renders, remark }) => [
      name,
      source === undefined ? '' : written(source, format),
      ...renders.map((value) => written(value, format)),
      remark,
    ]),
  ];
  const widths = head.map((_, i) => Math.max(...cells.map((row) => row[i]?.length ?? 0)));
  return cells.map((row) =>
    row
      .map((cell, i) => {
        const width = widths[i] ?? 0;
        return i === 0 || i === row.length - 1 ? cell.padEnd(width) : cell.padStart(width);
      })
      .join('  ')
      .trimEnd(),
  );
}

function written(value: number | null, format: RowFormat): string {
  if (value === null) return '–';
  if ((value === 0 || value === 1) && format !== 'percent') return String(value);
  switch (format) {
    case 'scientific':
      return value.toExponential(2);
    case 'decimal':
      return Math.abs(value) < 0.001 ? value.toExponential(2) : value.toFixed(4);
    case 'percent': {
      const text = Math.abs(100 * value).toFixed(2);
      return `${value < 0 && Number(text) !== 0 ? '−' : '+'}${text} %`;
    }
  }
}
