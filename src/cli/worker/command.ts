import type { Command } from 'commander';
import { queueAddress } from '../../farm/queue-address.js';
import { workerOptions } from '../../options/farm-options.js';
import { resolveTable } from '../../options/resolve.js';
import { addOptions, optionsIn } from '../help/option-flags.js';
import { queueOf } from '../jobs/queue-of.js';
import { endAsTask } from '../process/exit-codes.js';

/** `nst-video worker`: paints shots of a farm's queue. */
export function addWorkerCommand(program: Command): void {
  const command = program
    .command('worker')
    .summary('Paint shots for a farm.')
    .description(
      'Paint shots that `nst-video submit` has put into the queue of a farm, until Ctrl-C (docs/farm.md).',
    );
  addOptions(command, [workerOptions]);
  command.action(async (parsed: Record<string, unknown>) => {
    endAsTask();
    const cli = resolveTable(workerOptions, optionsIn(workerOptions, parsed));
    const address = queueAddress(queueOf(cli));
    // Loaded only now: a mistyped option should be answered at once.
    const { startWorker } = await import('./start-worker.js');
    await startWorker(address, cli);
  });
}
