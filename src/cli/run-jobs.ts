import { setTimeout as delay } from 'node:timers/promises';
import type { CliOptions, StylizeOptionsInput } from '../options/resolve.js';
import type { KeptProgress, OnStylizeProgress } from '../progress.js';
import type { StylizeReport } from '../report.js';
import { emergencyStop } from './emergency-stop.js';
import { errorText } from './error-text.js';
import { exitCodeOf, Unfinished } from './exit-codes.js';
import { watchInterrupts } from './interrupts.js';
import type { Job } from './job-list.js';
import { chooseRenderer } from './render/choose.js';
import type { Renderer } from './render/renderer.js';
import { writeReport } from './write-report.js';

/**
 * Does the jobs one after the other and tells how they go. In a batch, one
 * that fails is told of and the rest still run; the exit code then says that
 * something failed. A Ctrl-C ends the batch.
 */
export async function runJobs(
  jobs: readonly Job[],
  options: StylizeOptionsInput,
  cli: CliOptions,
): Promise<void> {
  const renderer = chooseRenderer(cli);
  using interrupts = watchInterrupts(
    () => renderer.say('stopping after the evaluation in hand; Ctrl-C again ends at once'),
    () => {
      renderer.end();
      emergencyStop();
    },
  );
  const { signal } = interrupts;
  const reports: StylizeReport[] = [];
  const failures: unknown[] = [];
  try {
    for (const [i, job] of jobs.entries()) {
      if (jobs.length > 1) renderer.say(`[${i + 1}/${jobs.length}] ${job.input}`);
      try {
        reports.push(await runJob(job, options, signal, renderer));
      } catch (error) {
        if (jobs.length === 1 || signal.aborted) throw error;
        failures.push(error);
        tellFailure(renderer, job, error, cli);
      }
    }
  } finally {
    renderer.end();
    if (cli.report !== undefined && reports.length > 0) {
      await writeReport(cli.report, jobs.length === 1 ? reports[0] : reports);
    }
  }
  if (failures.length === 0) return;
  process.exitCode = exitCodeOf(failures[0]);
  process.stderr.write(`error: ${failures.length} of ${jobs.length} inputs failed\n`);
}

async function runJob(
  { kind, input, style, output }: Job,
  options: StylizeOptionsInput,
  signal: AbortSignal,
  renderer: Renderer,
): Promise<StylizeReport> {
  signal.throwIfAborted();
  // Loaded only now: a mistyped option should be answered at once, not after the engine is in memory.
  const { stylizeImage, stylizeVideo } = await import('../index.js');
  let kept: KeptProgress | undefined;
  const onProgress: OnStylizeProgress = (fact) => {
    if (fact.type === 'kept') kept = fact;
    renderer.progress(fact);
  };
  const stylize = kind === 'image' ? stylizeImage : stylizeVideo;
  try {
    return await stylize(input, style, output, options, { signal, onProgress });
  } catch (error) {
    // In a terminal, Ctrl-C reaches FFmpeg too: its failure may be heard of before our own signal.
    await delay(50);
    const reason = signal.aborted ? signal.reason : error;
    throw kept ? new Unfinished(reason, kept) : reason;
  }
}

function tellFailure(renderer: Renderer, job: Job, error: unknown, cli: CliOptions): void {
  renderer.end();
  process.stderr.write(`${job.input}: ${errorText(error, cli.verbose)}\n`);
}
