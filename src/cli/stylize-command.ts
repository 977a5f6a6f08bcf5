import { mkdir } from 'node:fs/promises';
import type { Command } from 'commander';
import { UsageError } from '../errors.js';
import { cliOptions } from '../options/cli-options.js';
import { libraryOptions } from '../options/library-options.js';
import { resolveOptions } from '../options/resolve.js';
import { checkInput, checkOutputs, checkStyle, inputKind } from './check-files.js';
import { checkArguments, checkFormat, type Job, planJob } from './job-list.js';
import { addOptions, splitOptions } from './option-flags.js';
import { runJobs } from './run-jobs.js';

/** Makes the program itself the command that stylizes. */
export function addStylizeCommand(program: Command): void {
  program.argument('<input...>', 'clips, or pictures, to stylize');
  addOptions(program, [cliOptions, libraryOptions]);
  program.action(async (inputs: string[], parsed: Record<string, unknown>) => {
    const { job, cli } = splitOptions(parsed);
    const options = resolveOptions(job);
    const style = checkArguments(inputs, cli);
    for (const input of inputs) await checkInput(input, options.allowUrl);
    await checkStyle(style);
    const jobs: Job[] = [];
    for (const input of inputs) jobs.push(planJob(input, await inputKind(input), style, cli, options));
    await checkOutputs(jobs, { ...cli, overwrite: options.overwrite, preset: options.preset });
    for (const planned of jobs) checkFormat(planned, options);
    if (cli.outDir !== undefined) await makeFolder(cli.outDir);
    await runJobs(jobs, job, cli);
  });
}

async function makeFolder(path: string): Promise<void> {
  await mkdir(path, { recursive: true }).catch((cause: unknown) => {
    throw new UsageError(
      `Expected \`--out-dir\` to be a folder that exists or can be made, got \`${path}\``,
      cause,
    );
  });
}
