import { type ChildProcess, type ForkOptions, fork, type SpawnOptions } from 'node:child_process';
import { EventEmitter } from 'node:events';
import { fileURLToPath } from 'node:url';
import { EngineError } from './errors.js';
import type { WorkerRequest } from './worker-calls.js';

/**
 * What glibc's allocator goes by (other systems ignore it): blocks of 128 KiB and more go back to the system when they are
 * freed, however large those were that were freed before, and new ones are taken in huge pages where there are some. It is read when a
 * process begins; what a user has set stays as it is.
 */
const allocation = {
  MALLOC_MMAP_THRESHOLD_: '131072',
  MALLOC_TRIM_THRESHOLD_: '131072',
  GLIBC_TUNABLES: 'glibc.malloc.hugetlb=1',
};

/**
 * A process that is spoken to as a worker thread is. All that it took is the system's again when it has ended, and what it frees before
 * that, too; of threads much is left behind in the heaps of the process. It ends with this process, however that does.
 */
export class WorkerProcess extends EventEmitter {
  readonly #child: ChildProcess;

  /** @throws EngineError where the system starts no process */
  constructor(script: URL) {
    super();
    this.#child = started(script);
    this.#child.on('message', (reply) => this.emit('message', reply));
    this.#child.on('exit', (code, signal) => this.emit('exit', code ?? signal));
    this.#child.on('error', (error) => {
      this.emit('error', error);
      if (this.#child.pid === undefined) this.emit('exit', 'none');
    });
  }

  /** Nothing can be moved into another process: all is copied. */
  postMessage(request: WorkerRequest, _transfer: readonly ArrayBuffer[]): void {
    // That it has ended is told by `exit`.
    this.#child.send?.(request, () => {});
  }

  ref(): void {
    this.#child.ref();
    this.#child.channel?.ref();
  }

  unref(): void {
    this.#child.unref();
    this.#child.channel?.unref();
  }

  /** It has nothing to clean up. Until it is gone, this process waits. */
  async terminate(): Promise<void> {
    this.#child.ref();
    this.#child.kill('SIGKILL');
  }
}

function started(script: URL): ChildProcess {
  // Whatever `spawn` takes, `fork` takes too.
  const options: ForkOptions & SpawnOptions = {
    serialization: 'advanced',
    execArgv: ['--semi-space-growth-factor=1', '--expose-gc'],
    env: { ...allocation, ...process.env },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    windowsHide: true,
  };
  try {
    return fork(fileURLToPath(script), options);
  } catch (error) {
    throw new EngineError(`A process could not be started: ${(error as Error).message}`, error);
  }
}
