import type { Command } from 'commander';
import { resolveTable } from '../../options/resolve.js';
import { assembleOptions } from '../../options/shots-options.js';
import { addOptions, optionsIn } from '../help/option-flags.js';
import { endAsTask } from '../process/exit-codes.js';

/** `nst-video assemble`: makes the output of a job folder whose shots are painted. */
export function addAssembleCommand(program: Command): void {
  const command = program
    .command('assemble')
    .summary('Write the result of a planned clip.')
    .description(
      'Check the painted shots of a job that `nst-video plan` has planned, and write the result, with sound and all.',
    )
    .argument('<folder>', 'the folder of the job');
  addOptions(command, [assembleOptions]);
  command.action(async (folder: string, parsed: Record<string, unknown>) => {
    endAsTask();
    const cli = resolveTable(assembleOptions, optionsIn(assembleOptions, parsed));
    // Loaded only now: a mistyped option should be answered at once.
    const { runAssemble } = await import('./run-assemble.js');
    await runAssemble(folder, cli);
  });
}
