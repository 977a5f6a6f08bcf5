import { stat } from 'node:fs/promises';
import { stylizeImage, stylizeVideo } from '../../index.js';
import { resolveOptions } from '../../options/resolve.js';
import type { JobControl } from '../../pipeline/job-report.js';
import { isLeftOver } from '../../pipeline/work-place.js';
import type { KeptProgress, OnStylizeProgress } from '../../progress.js';
import type { StylizeReport } from '../../report.js';
import { Unfinished } from '../process/exit-codes.js';
import { causeOfEnd } from '../process/interrupts.js';
import type { Renderer } from '../progress/renderer.js';
import type { Job } from './plan-jobs.js';

/** What became of a job; it is stopped where the user has ended the run. */
export type Outcome = { readonly job: Job } & (
  | { readonly result: 'done'; readonly report: StylizeReport }
  | { readonly result: 'skipped' }
  | { readonly result: 'failed'; readonly error: unknown; readonly seconds: number }
  | { readonly result: 'stopped'; readonly error: unknown; readonly seconds: number }
);

/** What a job is done with. */
export interface RunJobOptions {
  readonly signal: AbortSignal;
  readonly renderer: Renderer;
  readonly skipExisting: boolean;
  /** The page that watches. */
  readonly live: Pick<JobControl, 'onProgress' | 'onPainted' | 'onExplained'> | undefined;
}

/** Does one job. Never rejects. */
export async function runJob(
  job: Job,
  { signal, renderer, skipExisting, live }: RunJobOptions,
): Promise<Outcome> {
  const began = performance.now();
  if (skipExisting && (await isDone(job))) {
    renderer.say(`${job.output} already exists: skipped`);
    return { job, result: 'skipped' };
  }
  let kept: KeptProgress | undefined;
  const onProgress: OnStylizeProgress = (fact) => {
    if (fact.type === 'kept') kept = fact;
    renderer.progress(fact);
    live?.onProgress?.(fact);
  };
  try {
    const stylize = job.kind === 'image' ? stylizeImage : stylizeVideo;
    const report = await stylize(job.input, job.style, job.output, job.options, {
      signal,
      onProgress,
      onPainted: live?.onPainted,
      // It would make a job explain that was not asked to.
      onExplained: job.options.explain === undefined ? undefined : live?.onExplained,
    });
    return { job, result: 'done', report };
  } catch (error) {
    const reason = await causeOfEnd(error, signal);
    const seconds = (performance.now() - began) / 1000;
    const result = signal.aborted ? 'stopped' : 'failed';
    return { job, result, seconds, error: kept ? new Unfinished(reason, kept, job.options.restart) : reason };
  }
}

/** Whether a job's output is there, and nothing is to be cleared up after it. */
export async function isDone({ output, options }: Job): Promise<boolean> {
  const { workDir, preset } = resolveOptions(options);
  if (!(await stat(output).catch(() => undefined))) return false;
  return !(await isLeftOver(output, workDir, preset));
}
