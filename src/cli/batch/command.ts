import { resolve } from 'node:path';
import type { Command } from 'commander';
import { cliOptions } from '../../options/cli-options.js';
import { libraryOptions } from '../../options/library-options.js';
import { addOptions, splitOptions } from '../help/option-flags.js';
import { doRequests } from '../jobs/do-requests.js';
import { readJobFile } from './job-file.js';

/** `nst-video batch`: many jobs, described in a file. */
export function addBatchCommand(program: Command): void {
  const { output: _, ...others } = cliOptions;
  const command = program
    .command('batch')
    .summary('Run all jobs of a YAML or JSON file (docs/batch.md).')
    .description(
      'Run all jobs of a YAML or JSON file (docs/batch.md). Options given here override those in the file.',
    )
    .argument('<file>', 'the job file');
  addOptions(command, [others, libraryOptions]);
  command.action(async (file: string, parsed: Record<string, unknown>) => {
    const { job, cli } = splitOptions(parsed);
    const { style, outDir } = cli;
    const given: Record<string, unknown> = { ...job };
    if (style !== undefined) given.style ??= resolve(style);
    if (outDir !== undefined) given.outDir ??= resolve(outDir);
    await doRequests(await readJobFile(file, given), cli);
  });
}
