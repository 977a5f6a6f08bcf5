import { setMaxListeners } from 'node:events';
import { Interrupted } from './exit-codes.js';

/** What the second Ctrl-C calls: kills the children and removes the temporary files, without waiting. */
export type EmergencyStop = () => void;

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** A job's signal, and a way to stop it that is no key. */
export interface Interrupts extends Disposable {
  readonly signal: AbortSignal;
  /**
   * Does what the first Ctrl-C does; nothing where the job is being stopped already.
   *
   * @param how for people: `Stopped from the page`
   */
  stop(how: string): void;
}

/**
 * Turns the first Ctrl-C (or SIGTERM, SIGHUP) into an abort of `signal`, and
 * the second into an end at once; only a second SIGHUP is nothing new. Dispose of it when the job is over.
 *
 * `process.exit` waits for worker threads, and a worker in the middle of a
 * native computation does not answer; so the end at once is the signal's own
 * default action, which waits for nobody.
 *
 * @param onFirst told once, so that the user can be.
 */
export function watchInterrupts(onFirst: () => void, stopAtOnce: EmergencyStop): Interrupts {
  const controller = new AbortController();
  setMaxListeners(0, controller.signal); // every child and every flow under way listens
  const stopOnce = (reason: Interrupted) => {
    controller.abort(reason);
    onFirst();
  };
  const onSignal = (name: NodeJS.Signals) => {
    if (!controller.signal.aborted) return stopOnce(new Interrupted(name));
    // A closed terminal is told of by the system and by the shell: nobody is in a hurry.
    if (name === 'SIGHUP') return;
    try {
      stopAtOnce();
    } finally {
      endAtOnce(name);
    }
  };
  for (const name of signals) process.on(name, onSignal);
  return {
    signal: controller.signal,
    stop(how) {
      if (!controller.signal.aborted) stopOnce(new Interrupted('SIGINT', how));
    },
    [Symbol.dispose]() {
      for (const name of signals) process.removeListener(name, onSignal);
    },
  };
}

/** Dies by the given signal, so that the parent sees an interrupted process, whatever threads are doing. */
function endAtOnce(name: NodeJS.Signals): void {
  process.removeAllListeners(name);
  process.kill(process.pid, name);
  process.kill(process.pid, 'SIGKILL');
}
