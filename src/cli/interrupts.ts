import { setMaxListeners } from 'node:events';
import { Interrupted } from './exit-codes.js';

/** What the second Ctrl-C calls: kills the children and removes the temporary files, without waiting. */
export type EmergencyStop = () => void;

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Turns the first Ctrl-C (or SIGTERM, SIGHUP) into an abort of `signal`, and
 * the second into an end at once. Dispose of it when the job is over.
 *
 * `process.exit` waits for worker threads, and a worker in the middle of a
 * native computation does not answer; so the end at once is the signal's own
 * default action, which waits for nobody.
 *
 * @param onFirst told once, so that the user can be.
 */
export function watchInterrupts(
  onFirst: () => void,
  stopAtOnce: EmergencyStop,
): { readonly signal: AbortSignal } & Disposable {
  const controller = new AbortController();
  setMaxListeners(0, controller.signal); // every child and every flow under way listens
  const onSignal = (name: NodeJS.Signals) => {
    if (!controller.signal.aborted) {
      controller.abort(new Interrupted(name));
      onFirst();
      return;
    }
    try {
      stopAtOnce();
    } finally {
      endAtOnce(name);
    }
  };
  for (const name of signals) process.on(name, onSignal);
  return {
    signal: controller.signal,
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
