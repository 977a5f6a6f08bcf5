import { counted, signedPercent } from '../../number-format.js';
import type { RowFormat, SummaryRow } from '../measures/shape.js';
import { measureList } from '../measures/table.js';
import type { ClipSummary, Summary } from './summary.js';

/** Means over the whole clip, of several renders side by side. */
export function wholeRows(wholes: readonly ClipSummary[]): SummaryRow[] {
  return measureList.flatMap(([key, measure]) =>
    measure.shape.rows(
      measure,
      wholes.map((whole) => whole[key]),
    ),
  );
}

/** The warping error of each shot at the first gap. */
export function shotRows(summaries: readonly Summary[]): SummaryRow[] {
  return (summaries[0]?.shots ?? []).map((shot, s) => ({
    name: `shot ${shot.shot + 1}, ${shot.from.toFixed(2)}–${shot.to.toFixed(2)} s`,
    format: 'scientific',
    source: shot.warping[0]?.input ?? null,
    renders: summaries.map(({ shots }) => shots[s]?.warping[0]?.output ?? null),
    remark: counted(shot.frames, 'frame'),
  }));
}

/** The values of a row, the source's first: `–` for null, nothing for undefined, small ones by `scientific`. */
export function writtenValues(
  { source, renders, format }: SummaryRow,
  scientific = (small: number) => small.toExponential(2),
): string[] {
  return [source, ...renders].map((value) => written(value, format, scientific));
}

function written(
  value: number | null | undefined,
  format: RowFormat,
  scientific: (small: number) => string,
): string {
  if (value === undefined) return '';
  if (value === null) return '–';
  if (format === 'percent') return signedPercent(value);
  if (value === 0 || value === 1) return String(value);
  return format === 'decimal' && Math.abs(value) >= 0.001 ? value.toFixed(4) : scientific(value);
}
