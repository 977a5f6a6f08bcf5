import { duration } from '../../number-format.js';
import { textTable } from '../terminal/text-table.js';
import type { Outcome } from './run-job.js';

/** What became of each job, as a table, one line a job under a head. */
export function summaryLines(outcomes: readonly Outcome[]): string[] {
  const head = ['', 'frames', 'time', 'output'];
  const rows = outcomes.map((outcome) => {
    const { job, result } = outcome;
    if (result === 'skipped') return [result, '', '', job.output];
    if (result === 'failed' || result === 'stopped')
      return [result, '', duration(outcome.seconds), job.output];
    const { frames, seconds } = outcome.report;
    return [result, String(frames.length), duration(seconds.total), job.output];
  });
  const lines = textTable([head, ...rows], (column) => column === 1 || column === 2);
  const count = (wanted: Outcome['result']) => outcomes.filter(({ result }) => result === wanted).length;
  const counts = `${count('done')} done, ${count('failed')} failed, ${count('skipped')} skipped`;
  return [...lines, count('stopped') > 0 ? `${counts}, ${count('stopped')} stopped` : counts];
}
