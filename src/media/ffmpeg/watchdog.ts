import { readFile, stat } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { FfmpegError } from '../../errors.js';
import type { SupervisedChild } from './child.js';

/** Seconds that a child may keep us waiting without a sign of life, where nobody says otherwise. */
export const usualTimeoutSeconds = 120;

/** The waiting time is looked at so many times. */
const looks = 8;

/** A child that is waited for. */
export interface Waiting {
  readonly child: SupervisedChild;
  /** For the message: `produced no output`. */
  readonly what: string;
  /** Seconds without a sign of life after which the child is given up. */
  readonly timeoutSeconds: number;
  /** Nobody can set the time: then nothing is said of `--ffmpeg-timeout`. */
  readonly fixed?: true;
  /** Changes as long as there is life; absent: there is none to be had but the end of waiting. */
  readonly life?: () => Promise<unknown>;
}

/** How a child is waited for that nobody sets a time for: as long as it writes to its output, or computes. */
export function usualWaiting(child: SupervisedChild, output?: string): Waiting {
  const life = async (): Promise<string> => {
    const written = output === undefined ? '' : await stat(output).then(({ size }) => String(size), String);
    return `${written} ${await processorTime(child.pid)}`;
  };
  return { child, what: 'made no progress', timeoutSeconds: usualTimeoutSeconds, fixed: true, life };
}

/**
 * Waits, but not for ever: a child that shows no life for so long is killed,
 * and its `done` rejects with an {@link FfmpegError} that says so. Resolves, or
 * rejects, as `promise` does; the child's end is expected to bring that about.
 *
 * Counts looks, not the clock: neither a clock that is set nor a machine that
 * slept, or stopped us, costs the child its time.
 */
export async function waitFor<T>(promise: Promise<T>, waiting: Waiting): Promise<T> {
  const { child, what, timeoutSeconds, fixed, life } = waiting;
  let left = looks;
  let seen: unknown;
  const look = async () => {
    const now = await life?.();
    if (now !== seen) left = looks;
    seen = now;
    if (--left > 0 || child.ended) return;
    const text =
      `${child.name} ${what} for ${timeoutSeconds} seconds and was stopped: it is stuck, or the machine is very slow` +
      (fixed ? '' : '. If the machine is slow, raise `--ffmpeg-timeout`');
    child.giveUp(new FfmpegError(text, child.stderr(), undefined, 'timed out'));
  };
  const timer = setInterval(() => void look(), (1000 * timeoutSeconds) / looks);
  try {
    return await promise;
  } finally {
    clearInterval(timer);
  }
}

/** What a child prints, as it comes; a child that prints nothing for too long while it is waited for is given up. */
export async function* watched<T>(
  chunks: AsyncIterable<T>,
  waiting: Waiting,
): AsyncGenerator<T, void, undefined> {
  const iterator = chunks[Symbol.asyncIterator]();
  try {
    for (;;) {
      const next = await waitFor(iterator.next(), waiting);
      if (next.done) return;
      yield next.value;
    }
  } finally {
    await iterator.return?.();
  }
}

/** A stream made of a child's output. Where it breaks off, it rejects with what the child ended of, if it ended badly. */
export async function* explained<T>(
  stream: AsyncIterable<T>,
  child: SupervisedChild,
): AsyncGenerator<T, void, undefined> {
  try {
    yield* stream;
  } catch (error) {
    await child.done;
    throw error;
  }
}

/** All that a child prints to standard output; it is stopped where it hangs. Rejects where it does not end well. */
export async function* outputOf<T extends Buffer | string>(
  child: SupervisedChild & { readonly stdout: Readable },
): AsyncGenerator<T, void, undefined> {
  const waiting = usualWaiting(child);
  yield* explained(watched(child.stdout as AsyncIterable<T>, waiting), child);
  await waitFor(child.done, waiting);
}

/** What a process has computed so far; '' where the system does not tell. */
async function processorTime(pid: number | undefined): Promise<string> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  // The second field is a name in brackets that may hold anything; the times are the 14th and the 15th.
  return stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .slice(11, 13)
    .join(' ');
}
