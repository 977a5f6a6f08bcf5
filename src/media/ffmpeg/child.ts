import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { type FfmpegEnd, FfmpegError } from '../../errors.js';
import { type Binary, environmentFor } from './binaries.js';

const KILL_AFTER_MS = 2000;
const STDERR_LINES = 20;
const QUIET_LOOKS = 10;
const LOOK_MS = 50;
const living = new Set<ChildProcess>();

/** Kills every child that still runs, without waiting: for a second Ctrl-C and for the exit of the process. */
export function killAllNow(): void {
  for (const child of living) child.kill('SIGKILL');
  living.clear();
}
process.on('exit', killAllNow);

/** A running child whose end is certain: it stops on abort, on disposal and with this process. */
export interface SupervisedChild extends AsyncDisposable {
  /** For messages: `FFmpeg`. */
  readonly name: string;
  readonly pid: number | undefined;
  /**
   * Resolves when the child has ended well and rejects with `signal.reason` or an
   * {@link FfmpegError} when not. May be left unawaited.
   */
  readonly done: Promise<void>;
  /** Whether the child has ended. */
  readonly ended: boolean;
  /** The last lines that it printed to standard error. */
  stderr(): string;
  /** Ends the child, for a reason that `done` then rejects with. */
  giveUp(reason: Error): void;
  /** Ends the child (SIGTERM, SIGKILL two seconds later) and waits until it is gone. */
  stop(): Promise<void>;
}

/**
 * Takes over a child just spawned. Its standard error is read here; the owner
 * reads standard output and writes standard input, where a broken pipe is no
 * error of its own: `done` tells why the child ended.
 *
 * @param keep hears every line of standard error, and says what is kept of it; default: all
 */
export function supervise(
  child: ChildProcess,
  name: string,
  signal?: AbortSignal,
  keep: (line: string) => string | undefined = (line) => line,
): SupervisedChild {
  living.add(child);
  const tail: string[] = [];
  child.stdin?.on('error', () => {});
  child.stdout?.on('error', () => {});
  if (child.stderr) {
    createInterface({ input: child.stderr }).on('line', (line) => {
      const kept = line.trim() === '' ? undefined : keep(line);
      if (kept !== undefined && tail.push(kept) > STDERR_LINES) tail.shift();
    });
  }
  let ended = false;
  let verdict: Error | undefined;

  const gone = new Promise<Failure | undefined>((resolve) => {
    child.once('error', (error) => {
      if (child.pid === undefined) resolve({ text: `could not be started: ${error.message}` });
    });
    child.once('exit', (code, by) => {
      const failure: Failure | undefined = by
        ? { text: `was killed by ${by}`, end: 'killed' }
        : code
          ? { text: `failed with exit code ${code}`, end: 'exited' }
          : undefined;
      void drained(child).then(() => resolve(failure));
    });
  }).finally(() => {
    ended = true;
    living.delete(child);
    signal?.removeEventListener('abort', onAbort);
  });

  const stop = async (): Promise<void> => {
    if (!ended) {
      child.kill('SIGTERM');
      const timer = setTimeout(() => child.kill('SIGKILL'), KILL_AFTER_MS);
      child.stdin?.destroy();
      child.stdout?.destroy();
      await gone;
      clearTimeout(timer);
    }
  };
  const onAbort = (): void => void stop();
  if (signal?.aborted) onAbort();
  else signal?.addEventListener('abort', onAbort, { once: true });

  const done = gone.then((failure) => {
    if (signal?.aborted) throw signal.reason;
    if (verdict) throw verdict;
    if (failure) {
      const said = tail.join('\n');
      const text = `${name} ${failure.text}${said ? `:\n${said}` : ''}`;
      throw new FfmpegError(text, said, undefined, failure.end);
    }
  });
  done.catch(() => {});

  return {
    name,
    pid: child.pid,
    done,
    get ended() {
      return ended;
    },
    stderr: () => tail.join('\n'),
    giveUp(reason) {
      if (ended) return;
      verdict ??= reason;
      void stop();
    },
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

/**
 * Starts ffmpeg or ffprobe without input, for what it prints. The owner reads standard output, as text.
 *
 * @param keep as in {@link supervise}
 */
export function startBinary(
  name: string,
  binary: Binary,
  args: readonly string[],
  signal?: AbortSignal,
  keep?: (line: string) => string | undefined,
): SupervisedChild & { readonly stdout: Readable } {
  signal?.throwIfAborted();
  const child = spawn(binary.path, args, {
    env: environmentFor(binary),
    stdio: ['ignore', 'pipe', 'pipe'],
    windowsHide: true,
  });
  child.stdout.setEncoding('utf8');
  return Object.assign(supervise(child, name, signal, keep), { stdout: child.stdout });
}

/** Why a child did not end well. */
interface Failure {
  readonly text: string;
  readonly end?: FfmpegEnd;
}

/**
 * Waits until standard error is read to its end, or quiet for a while: what the
 * child started itself may hold it open. Counts looks, not the clock, as
 * between two looks all is read that has come, however busy this process is.
 */
async function drained({ stderr }: ChildProcess): Promise<void> {
  if (!stderr) return;
  let looks = 0;
  stderr.on('data', () => {
    looks = 0;
  });
  const closed = new Promise<void>((resolve) => void stderr.once('close', () => resolve()));
  while (!stderr.closed && looks++ < QUIET_LOOKS)
    await Promise.race([closed, delay(LOOK_MS, undefined, { ref: false })]);
}
