import { DRIFT_DEFINITION } from './drift.js';
import { level } from './shapes.js';
import { measureList } from './table.js';

/** The table of measures in docs/metrics.md. */
export function measuresMarkdown(): string {
  const rows = measureList.map(([, { label, definition, good }]) => row(label, definition, good));
  const lastLevel = measureList.findLastIndex(([, { shape }]) => shape === level);
  rows.splice(lastLevel + 1, 0, row('drift', DRIFT_DEFINITION, '0'));
  return ['| measure | definition | good |', '|---|---|---|', ...rows].join('\n');
}

function row(label: string, definition: string, good: string): string {
  const formula = definition.replace(`${label.split(' of ')[0]}: `, '').replaceAll('|', '\\|');
  return `| **${label}** | ${formula} | ${good} |`;
}
