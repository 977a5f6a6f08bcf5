import { basename, dirname, join } from 'node:path';
import type { Command } from 'commander';
import { UsageError } from '../../errors.js';
import { queueAddress } from '../../farm/queue-address.js';
import { placeOf } from '../../farm/shared-folder.js';
import { submitOptions } from '../../options/farm-options.js';
import { jobFolderOptions } from '../../options/job-folder-options.js';
import { resolveTable } from '../../options/resolve.js';
import { addOptions, optionsIn } from '../help/option-flags.js';
import { clipOutput } from '../jobs/clip-output.js';
import { queueOf } from '../jobs/queue-of.js';
import { endAsTask } from '../process/exit-codes.js';

/** `nst-video submit`: has a clip painted by the workers of a farm. */
export function addSubmitCommand(program: Command): void {
  const command = program
    .command('submit')
    .summary('Have a clip painted by the workers of a farm.')
    .description(
      'Plan a clip, have its shots painted by the workers of a farm, and wait for the result; Ctrl-C cancels the job (docs/farm.md).',
    )
    .argument('<input>', 'the clip');
  addOptions(command, [submitOptions, jobFolderOptions]);
  command.action(async (input: string, parsed: Record<string, unknown>) => {
    endAsTask();
    const cli = resolveTable(submitOptions, optionsIn(submitOptions, parsed));
    const options = optionsIn(jobFolderOptions, parsed);
    if (cli.quiet && cli.verbose) throw new UsageError('Expected either `--quiet` or `--verbose`, got both');
    const address = queueAddress(queueOf(cli));
    const paths = await clipOutput(input, cli.style, cli.output, options);
    const folder = cli.job ?? join(dirname(paths.output), `.${basename(paths.output)}.nst-job`);
    const place = placeOf(folder, cli.shared);
    // Loaded only now: a mistyped option should be answered at once.
    const { runSubmit } = await import('./run-submit.js');
    await runSubmit(paths, options, { address, folder, place }, cli);
  });
}
