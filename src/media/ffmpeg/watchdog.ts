import { FfmpegError } from '../../errors.js';
import type { SupervisedChild } from './child.js';

/** Seconds that a child may keep us waiting without a sign of life, where nobody says otherwise. */
export const usualPatience = 120;

/** The waiting time is looked at so many times. */
const looks = 8;

/** A child that is waited for. */
export interface Waiting {
  readonly child: SupervisedChild;
  /** For the message: `FFmpeg`. */
  readonly name: string;
  /** For the message: `produced no output`. */
  readonly what: string;
  /** Seconds without a sign of life after which the child is given up. */
  readonly patience: number;
  /** Nobody can set the patience: then nothing is said of `--ffmpeg-timeout`. */
  readonly fixed?: true;
  /** Changes as long as there is life; absent: there is none to be had but the end of waiting. */
  readonly life?: () => Promise<unknown>;
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
  const { child, name, what, patience, fixed, life } = waiting;
  let left = looks;
  let seen: unknown;
  const look = async () => {
    const now = await life?.();
    if (now !== seen) left = looks;
    seen = now;
    if (--left > 0 || child.ended) return;
    child.giveUp(
      new FfmpegError(
        `${name} ${what} for ${patience} seconds and was stopped: it is stuck, or the machine is very slow` +
          (fixed ? '' : '. If the machine is slow, raise `--ffmpeg-timeout`'),
        child.stderr(),
      ),
    );
  };
  const timer = setInterval(() => void look(), (1000 * patience) / looks);
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
