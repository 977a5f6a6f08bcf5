import type { Command } from 'commander';
import { InputError, UsageError } from '../../errors.js';
import { isUrl } from '../../media/ffmpeg/ffprobe.js';
import { cliOptions } from '../../options/cli-options.js';
import { libraryOptions } from '../../options/library-options.js';
import type { CliOptions, StylizeOptionsInput } from '../../options/resolve.js';
import { addOptions, splitOptions } from '../help/option-flags.js';
import { dryRun } from '../jobs/dry-run.js';
import { expandInput } from '../jobs/expand-glob.js';
import type { JobRequest } from '../jobs/job.js';
import { planJobs } from '../jobs/job-list.js';
import { makeFolders } from '../jobs/make-folders.js';
import { runJobs } from '../jobs/run-jobs.js';

/** Makes the program itself the command that stylizes. */
export function addStylizeCommand(program: Command): void {
  program.argument('<input...>', 'clips or pictures to stylize');
  addOptions(program, [cliOptions, libraryOptions]);
  program.action(async (inputs: string[], parsed: Record<string, unknown>) => {
    const { job, cli } = splitOptions(parsed);
    await doRequests(await requestsOf(inputs, job, cli), cli);
  });
}

/** Checks, then does what is asked for; or, under `--dry-run`, reports what that would be. */
export async function doRequests(requests: readonly JobRequest[], cli: CliOptions): Promise<void> {
  if (cli.quiet && cli.verbose) throw new UsageError('Expected either `--quiet` or `--verbose`, got both');
  if (cli.preview && cli.jobsAtOnce > 1) {
    throw new UsageError(
      'Expected either `--preview` or `--jobs-at-once`, got both: the preview shows one job at a time',
    );
  }
  if (cli.preview && cli.quiet && !cli.open) {
    throw new UsageError(
      'Expected `--preview` without either `--quiet` or `--no-open`, got both: nothing would open the preview or print its address',
    );
  }
  if (cli.dryRun) return dryRun(requests, cli);
  const jobs = await planJobs(requests, cli);
  await makeFolders(requests);
  await runJobs(jobs, cli);
}

/** One request an input. Refuses combinations of arguments that make no sense. */
async function requestsOf(
  names: readonly string[],
  options: StylizeOptionsInput,
  cli: CliOptions,
): Promise<JobRequest[]> {
  const { style, output, outDir } = cli;
  if (style === undefined) {
    throw new UsageError('`--style` is required: name the painting whose style to apply');
  }
  if (output !== undefined && outDir !== undefined) {
    throw new UsageError('Expected either `--output` or `--out-dir`, got both');
  }
  const inputs: { readonly input: string; readonly matched: boolean }[] = [];
  for (const name of names) {
    const files = isUrl(name) ? [name] : await expandInput(name);
    if (files.length === 0) throw new InputError(`No file matches \`${name}\``);
    inputs.push(...files.map((input) => ({ input, matched: input !== name })));
  }
  if (output !== undefined && inputs.length > 1) {
    throw new UsageError(
      `Expected one input with \`--output\`, got ${inputs.length}; use \`--out-dir\` for several`,
    );
  }
  return inputs.map((found) => ({ ...found, style, output, outDir, options }));
}
