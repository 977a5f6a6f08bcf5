import type { Command } from 'commander';
import { UsageError } from '../../errors.js';
import { jobFolderOptions } from '../../options/job-folder-options.js';
import { resolveTable } from '../../options/resolve.js';
import { planOptions } from '../../options/shots-options.js';
import { addOptions, optionsIn } from '../help/option-flags.js';
import { clipOutput } from '../jobs/clip-output.js';
import { endAsTask } from '../process/exit-codes.js';

/** `nst-video plan`: a job folder whose shots any number of machines can paint. */
export function addPlanCommand(program: Command): void {
  const command = program
    .command('plan')
    .summary('Plan a clip so that its shots can be painted one by one.')
    .description(
      'Plan a clip so that its shots can be painted one by one, on any number of machines (docs/farm.md). Prints the number of shots.',
    )
    .argument('<input>', 'the clip');
  addOptions(command, [planOptions, jobFolderOptions]);
  command.action(async (input: string, parsed: Record<string, unknown>) => {
    endAsTask();
    const cli = resolveTable(planOptions, optionsIn(planOptions, parsed));
    const options = optionsIn(jobFolderOptions, parsed);
    const { style, output: folder, render } = cli;
    if (folder === undefined) {
      throw new UsageError('`--output` is required: name the folder of the job');
    }
    const paths = await clipOutput(input, style, render, options);
    // Loaded only now: a mistyped option should be answered at once.
    const { runPlan } = await import('./run-plan.js');
    await runPlan(paths, options, folder, cli);
  });
}
