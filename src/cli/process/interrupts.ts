import { setMaxListeners } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { discardAllNow } from '../../encode/output/pending.js';
import { killAllNow } from '../../media/ffmpeg/child.js';
import { removeRedirectsNow } from '../browser/open-in-browser.js';
import { Interrupted } from './exit-codes.js';

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
 * the second into an emergency stop and an end at once; only a second SIGHUP is nothing new.
 * Dispose of it when the job is over.
 *
 * `process.exit` waits for worker threads, and a worker in the middle of a
 * native computation does not answer; so the end at once is the signal's own
 * default action, which waits for nobody.
 *
 * @param onFirst called once, so that the user can be told
 * @param onSecond leaves the terminal as it was
 */
export function watchInterrupts(onFirst = () => {}, onSecond = () => {}): Interrupts {
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
      onSecond();
      emergencyStop();
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

/**
 * Why work has really ended: with an error, or because of the signal. In a terminal, Ctrl-C reaches FFmpeg too, whose
 * failure may be heard of before our own signal.
 */
export async function causeOfEnd(error: unknown, signal: AbortSignal): Promise<unknown> {
  await delay(50);
  return signal.aborted ? signal.reason : error;
}

/** Ends all that would outlive this process and removes what is half written, without waiting. */
export function emergencyStop(): void {
  killAllNow();
  discardAllNow();
  removeRedirectsNow();
}

/** Dies by the given signal, so that the parent sees an interrupted process, whatever threads are doing. */
function endAtOnce(name: NodeJS.Signals): void {
  process.removeAllListeners(name);
  process.kill(process.pid, name);
  process.kill(process.pid, 'SIGKILL');
}
