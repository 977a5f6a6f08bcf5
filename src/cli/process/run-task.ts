import { Unfinished } from './exit-codes.js';
import { causeOfEnd, watchInterrupts } from './interrupts.js';

/**
 * Runs what a scheduler has started: Ctrl-C and SIGTERM end it cleanly.
 *
 * @param task gets the signal that ends it, and what ends it as Ctrl-C does, for a way to stop that is no key
 * @param say tells the user that it is being stopped
 * @param end leaves the terminal as it was
 * @throws what has ended it
 */
export async function runTask(
  task: (signal: AbortSignal, stop: (how: string) => void) => Promise<void>,
  { say, end = () => {} }: { readonly say: (text: string) => void; readonly end?: () => void },
): Promise<void> {
  using interrupts = watchInterrupts(() => say('stopping; press Ctrl-C again to quit immediately'), end);
  try {
    await task(interrupts.signal, interrupts.stop);
  } catch (error) {
    throw error instanceof Unfinished ? error : await causeOfEnd(error, interrupts.signal);
  } finally {
    end();
  }
}
