import type { Command } from 'commander';
import { resolveTable } from '../../options/resolve.js';
import { paintOptions } from '../../options/shots-options.js';
import { addOptions, optionsIn } from '../help/option-flags.js';
import { endAsTask } from '../process/exit-codes.js';

/** `nst-video paint`: paints shots of a job folder. */
export function addPaintCommand(program: Command): void {
  const command = program
    .command('paint')
    .summary('Paint shots of a planned clip.')
    .description(
      'Paint shots of a job that `nst-video plan` has planned. Shots that are complete are left as they are, others continue after their last frame.',
    )
    .argument('<folder>', 'the folder of the job');
  addOptions(command, [paintOptions]);
  command.action(async (folder: string, parsed: Record<string, unknown>) => {
    endAsTask();
    const cli = resolveTable(paintOptions, optionsIn(paintOptions, parsed));
    // Loaded only now: a mistyped option should be answered at once.
    const { runPaint } = await import('./run-paint.js');
    await runPaint(folder, cli);
  });
}
