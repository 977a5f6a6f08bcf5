import type { RowFormat, SummaryRow } from '../../metrics/measures/shape.js';
import { type Measurement, type RenderMeasurement, renderNames } from '../../metrics/summary/measurement.js';
import { shotRows, wholeRows } from '../../metrics/summary/rows.js';
import { steadiestOf } from '../../metrics/summary/verdict.js';
import { counted, duration, signedPercent } from '../../number-format.js';

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

function shortened(name: string): string {
  return name.length <= 24 ? name : `…${name.slice(-23)}`;
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
  if (format === 'percent') return signedPercent(value);
  if (value === 0 || value === 1) return String(value);
  return format === 'decimal' && Math.abs(value) >= 0.001 ? value.toFixed(4) : value.toExponential(2);
}
