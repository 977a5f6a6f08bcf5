import { paintedSoFar } from '../../checkpoint/earlier-run.js';
import type { NstError } from '../../errors.js';
import type { CliOptions } from '../../options/resolve.js';
import { planFacts } from '../../pipeline/plan/job-plan.js';
import { planPicture } from '../../pipeline/plan/plan-picture.js';
import { planVideo } from '../../pipeline/plan/plan-video.js';
import { Problems } from '../../pipeline/plan/problems.js';
import { exitCodes } from '../process/exit-codes.js';
import { contentText } from '../progress/wording.js';
import { print } from '../terminal/print.js';
import { type Job, planJobs } from './plan-jobs.js';
import type { JobRequest } from './request.js';
import { isDone } from './run-job.js';

/**
 * Prints what the jobs would do and the problems found, and does nothing.
 * The exit code says whether any would fail.
 */
export async function dryRun(requests: readonly JobRequest[], cli: CliOptions): Promise<void> {
  const jobs: Job[] = [];
  let failing = 0;
  for (const request of requests) {
    const problems = new Problems();
    const [job] = (await problems.of(() => planJobs([request], cli))) ?? [];
    const output = job?.output ?? request.output;
    print(output === undefined ? request.input : `${request.input} → ${output}`);
    if (job) {
      jobs.push(job);
      if (cli.skipExisting && (await isDone(job))) {
        print('  already exists: would be skipped');
        continue;
      }
      const foldersToCome = request.outDir === undefined ? [] : [request.outDir];
      const plan = await problems.of(() => describePlan(job, foldersToCome));
      for (const line of plan?.lines ?? []) print(`  ${line}`);
      problems.found.push(...(plan?.problems ?? []));
    }
    for (const { message } of problems.found) print(`  problem: ${message}`);
    if (problems.found.length > 0) failing++;
  }
  const together = new Problems();
  if (failing === 0) await together.of(() => planJobs(requests, cli));
  for (const { message } of together.found) print(`problem: ${message}`);
  const fails = failing + together.found.length > 0;
  print(
    !fails
      ? `no problems found${jobs.length === 1 ? '' : ` in any of the ${jobs.length} jobs`}; nothing was done`
      : failing === 0
        ? 'the jobs cannot run as given; nothing was done'
        : `${requests.length === 1 ? 'the job' : `${failing} of ${requests.length} jobs`} would fail; nothing was done`,
  );
  if (fails) process.exitCode = exitCodes.failure;
}

/**
 * A job's plan in lines, and what would make it fail.
 *
 * @throws as `planVideo`, where there is no telling what it would do
 */
async function describePlan(
  job: Job,
  foldersToCome: readonly string[],
): Promise<{ readonly lines: readonly string[]; readonly problems: readonly NstError[] }> {
  const { input, style, output, options } = job;
  const makePlan = job.kind === 'image' ? planPicture : planVideo;
  const plan = await makePlan({ input, style, output }, options, { foldersToCome });
  const { frames, notice } = plan.kind === 'image' ? { frames: 0 } : await paintedSoFar(plan);
  const facts = planFacts(plan);
  const lines = [contentText(facts), `in the style of ${style}`];
  if (frames > 0) lines.push(`would continue after the ${frames} of ${facts.frames} frames already painted`);
  for (const text of plan.notices) lines.push(`note: ${text}`);
  if (notice !== undefined) lines.push(`note: ${notice}`);
  return { lines, problems: plan.problems };
}
