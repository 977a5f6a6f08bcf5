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
      await noted(problems, () => describe(job, problems));
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

async function describe(job: Job, problems: string[]): Promise<void> {
  if (job.kind === 'image') {
    const { planImage } = await import('../pipeline/plan-image.js');
    await planImage(job.input, job.output, job.options);
    return void print(`  one picture in the style of ${job.style}`);
  }
  const { planVideo } = await import('../pipeline/plan-video.js');
  const plan = await planVideo(job.input, job.style, job.output, job.options);
  const {
    width,
    height,
    outputWidth,
    outputHeight,
    sourceWidth,
    sourceHeight,
    frames,
    fps,
    audioStreams,
    painted,
  } = plan;
  const enlarged =
    outputWidth === width && outputHeight === height ? '' : `, written at ${outputWidth}×${outputHeight}`;
  const from =
    width === sourceWidth && height === sourceHeight ? '' : `, from ${sourceWidth}×${sourceHeight}`;
  const sound =
    audioStreams === 0 ? 'no sound' : audioStreams === 1 ? 'with sound' : `${audioStreams} audio streams`;
  print(
    `  ${frames} frames at ${Number(fps.toFixed(3))} fps, ${sound}, ${width}×${height}${from}${enlarged}`,
  );
  print(`  in the style of ${job.style}`);
  if (painted > 0) print(`  would continue after the ${painted} of ${frames} frames already painted`);
  for (const notice of plan.notices) print(`  note: ${notice}`);
  problems.push(...plan.problems);
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
