import type { QueueAddress } from '../../farm/queue-address.js';
import { runWorker } from '../../farm/worker.js';
import type { workerOptions } from '../../options/farm-options.js';
import type { ValuesOf } from '../../options/option.js';
import { runTask } from '../process/run-task.js';
import { printAside } from '../terminal/print.js';

/** Works for a farm until it is told to end. */
export async function startWorker(address: QueueAddress, cli: ValuesOf<typeof workerOptions>): Promise<void> {
  const { shared, device, threads, lostAfter, idle, quiet, verbose } = cli;
  const say = (text: string) => (quiet ? undefined : printAside(text));
  const detail = (text: string) => (verbose ? say(text) : undefined);
  const settings = { address, shared, device, threads, lostAfter, idle };
  await runTask((signal) => runWorker(settings, { signal, say, detail }), { say });
}
