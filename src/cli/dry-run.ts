import { NstError } from '../errors.js';
import type { CliOptions } from '../options/resolve.js';
import { exitCodes } from './exit-codes.js';
import { type Job, type JobRequest, planJobs } from './job-list.js';
import { print } from './print.js';

/**
 * Prints what the jobs would do and the problems found, and does nothing.
 * The exit code says whether any would fail.
 */
export async function dryRun(requests: readonly JobRequest[], cli: CliOptions): Promise<void> {
  const jobs: Job[] = [];
  let failing = 0;
  for (const request of requests) {
    const problems: string[] = [];
    const [job] = (await noted(problems, () => planJobs([request], cli))) ?? [];
    const output = job?.output ?? request.output;
    print(output === undefined ? request.input : `${request.input} → ${output}`);
    if (job) {
      jobs.push(job);
      const foldersToCome = request.outDir === undefined ? [] : [request.outDir];
      const { describePlan } = await import('./describe-plan.js');
      const plan = await noted(problems, () => describePlan(job, foldersToCome));
      for (const line of plan?.lines ?? []) print(`  ${line}`);
      problems.push(...(plan?.problems ?? []));
    }
    for (const problem of problems) print(`  problem: ${problem}`);
    if (problems.length > 0) failing++;
  }
  const together: string[] = [];
  if (failing === 0) await noted(together, () => planJobs(requests, cli));
  for (const problem of together) print(`problem: ${problem}`);
  print(
    failing + together.length === 0
      ? `no problems found${jobs.length === 1 ? '' : ` in any of the ${jobs.length} jobs`}; nothing was done`
      : failing === 0
        ? 'the jobs cannot run as given; nothing was done'
        : `${requests.length === 1 ? 'the job' : `${failing} of ${requests.length} jobs`} would fail; nothing was done`,
  );
  if (failing + together.length > 0) process.exitCode = exitCodes.failure;
}

/** Collects what an attempt throws on purpose. */
async function noted<T>(problems: string[], attempt: () => Promise<T>): Promise<T | undefined> {
  try {
    return await attempt();
  } catch (error) {
    if (!(error instanceof NstError)) throw error;
    problems.push(error.message);
    return undefined;
  }
}
