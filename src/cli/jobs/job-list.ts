import { extname, resolve } from 'node:path';
import { chooseFormat } from '../../encode/picture/format.js';
import { UsageError } from '../../errors.js';
import { resolveOptions, type StylizeOptions } from '../../options/resolve.js';
import { checkInput, checkOutputs, checkStyle, inputKind } from './check-files.js';
import type { Job, JobRequest, OutputWishes } from './job.js';
import { defaultOutput, imageExtension, imageExtensions, videoExtension } from './output-name.js';
import { liesIn } from './real-target.js';

/**
 * Checks all that can be checked before any work is done, and names the outputs.
 *
 * @throws InputError, OutputError, UsageError for the first thing that will not do
 */
export async function planJobs(requests: readonly JobRequest[], wishes: OutputWishes): Promise<Job[]> {
  const planned: { readonly job: Job; readonly matched: boolean }[] = [];
  const styles = new Set<string>();
  for (const request of requests) {
    const options = resolveOptions(request.options);
    await checkInput(request.input, options.allowUrl);
    if (!styles.has(request.style)) await checkStyle(request.style);
    styles.add(request.style);
    const job = planJob(request, await inputKind(request.input), options);
    await checkWithin(job.output, request.within);
    planned.push({ job, matched: request.matched === true });
  }
  const made = new Set(planned.map(({ job }) => resolve(job.output)));
  const jobs = planned
    .filter(({ job, matched }) => !matched || !made.has(resolve(job.input)))
    .map(({ job }) => job);
  const folders = requests.flatMap(({ outDir }) => (outDir === undefined ? [] : [outDir]));
  await checkOutputs(jobs, wishes, folders);
  for (const job of jobs) checkFormat(job, resolveOptions(job.options));
  return jobs;
}

/** Pairs an input with its output: the one given, or its default name. */
function planJob(
  { input, style, output, outDir, options: given }: JobRequest,
  kind: Job['kind'],
  options: StylizeOptions,
): Job {
  const extension = () => (kind === 'image' ? imageExtension(input) : videoExtension(input, options));
  const path = output ?? defaultOutput(input, style, extension(), outDir);
  return { kind, input, style, output: path, options: given };
}

/** That a job file writes to its own folder only, unless the command line names another. */
async function checkWithin(output: string, folder: string | undefined): Promise<void> {
  if (folder === undefined || (await liesIn(output, folder))) return;
  throw new UsageError(
    `Expected the outputs of a job file to be inside its own folder \`${folder}\`, got \`${output}\`: ` +
      'set `outDir` in it, or use `--out-dir` on the command line to write elsewhere',
  );
}

/** That the output's extension names a format that we write and that the codec goes into. */
function checkFormat({ kind, output }: Job, options: StylizeOptions): void {
  if (kind === 'image') {
    if (imageExtension(output) === extname(output).toLowerCase()) return;
    throw new UsageError(`Expected the output to end in ${imageExtensions.join(', ')}, got \`${output}\``);
  }
  chooseFormat(output, options);
}
