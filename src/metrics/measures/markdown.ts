import { DRIFT_DEFINITION } from './drift.js';
import { measureList } from './table.js';

/** The table of measures in docs/metrics.md. */
export function measuresMarkdown(): string {
  const rows = measureList.map(([, { label, definition, good }]) => row(label, definition, good));
  rows.splice(-2, 0, row('drift', DRIFT_DEFINITION, '0'));
  return ['| measure | definition | good |', '|---|---|---|', ...rows].join('\n');
}

function row(label: string, definition: string, good: string): string {
  const formula = definition.replace(`${label.split(' of ')[0]}: `, '').replaceAll('|', '\\|');
  return `| **${label}** | ${formula} | ${good} |`;
}
