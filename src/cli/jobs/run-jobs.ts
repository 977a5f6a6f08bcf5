import PQueue from 'p-queue';
import type { CliOptions } from '../../options/resolve.js';
import { exitCodeOf } from '../process/exit-codes.js';
import { watchInterrupts } from '../process/interrupts.js';
import { chooseRenderer } from '../progress/choose.js';
import { printAside, printError } from '../terminal/print.js';
import { writeResult } from '../terminal/write-result.js';
import { openLivePreview } from './live-preview.js';
import type { Job } from './plan-jobs.js';
import { type Outcome, runJob } from './run-job.js';
import { summaryLines } from './summary.js';

/** What of the command line's options a run looks at. */
export type RunOptions = Pick<
  CliOptions,
  'jobsAtOnce' | 'skipExisting' | 'report' | 'jsonProgress' | 'quiet' | 'verbose'
> &
  Partial<Pick<CliOptions, 'preview' | 'open'>>;

/**
 * Does the jobs, so many at once, and tells how they go. In a batch, one that
 * fails is told of and the rest still run; a table at the end says what became
 * of each, and the exit code whether any failed. A Ctrl-C ends the batch.
 *
 * @throws what ended the only job, or the whole batch
 */
export async function runJobs(jobs: readonly Job[], cli: RunOptions): Promise<void> {
  const renderer = chooseRenderer(cli);
  using interrupts = watchInterrupts(
    () => renderer.say('stopping after the current evaluation; press Ctrl-C again to quit immediately'),
    () => renderer.end(),
  );
  const { signal } = interrupts;
  await using live = cli.preview
    ? await openLivePreview(cli.open ?? true, renderer.say, () =>
        interrupts.stop('Stopped from the preview page'),
      )
    : undefined;
  const alone = jobs.length === 1;
  const queue = new PQueue({ concurrency: cli.jobsAtOnce });
  const oneOf = async (job: Job, index: number) => {
    if (signal.aborted) return undefined; // those never begun are in no table
    if (!alone) renderer.say(`[${index + 1}/${jobs.length}] ${job.input}`);
    const own =
      alone || cli.jobsAtOnce === 1 ? renderer : chooseRenderer(cli, { number: index + 1, of: jobs.length });
    const outcome = await runJob(job, {
      signal,
      renderer: own,
      skipExisting: cli.skipExisting,
      live,
    });
    if (!alone && !signal.aborted && outcome.result === 'failed') {
      renderer.end();
      printError(outcome.error, cli.verbose, job.input);
    }
    return outcome;
  };
  const all = await queue.addAll(jobs.map((job, index) => () => oneOf(job, index)));
  const outcomes = all.filter((outcome) => outcome !== undefined);
  renderer.end();
  await live?.end(outcomes);
  await report(outcomes, alone, cli);
  if (!alone && !cli.quiet) for (const line of summaryLines(outcomes)) renderer.say(line);
  const failed = outcomes.filter((outcome) => outcome.result === 'failed');
  const ending = outcomes.find((outcome) => outcome.result === 'stopped') ?? (alone ? failed[0] : undefined);
  if (ending) throw ending.error;
  // A signal that came when everything was in its place has stopped nothing.
  if (outcomes.length < jobs.length) signal.throwIfAborted();
  if (!failed[0]) return;
  process.exitCode = exitCodeOf(failed[0].error);
  printAside(`error: ${failed.length} of ${jobs.length} inputs failed`);
}

async function report(outcomes: readonly Outcome[], alone: boolean, cli: RunOptions): Promise<void> {
  const reports = outcomes.flatMap((outcome) => (outcome.result === 'done' ? [outcome.report] : []));
  if (cli.report !== undefined && reports.length > 0) {
    const text = JSON.stringify(alone ? reports[0] : reports, null, 2);
    await writeResult('The report', cli.report, `${text}\n`);
  }
}
