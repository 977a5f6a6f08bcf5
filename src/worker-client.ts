import { Worker } from 'node:worker_threads';
import { EngineError } from './errors.js';
import type { Calls, ProgressOf, WorkerReply, WorkerRequest } from './worker-calls.js';
import { WorkerProcess } from './worker-process.js';

/** A worker, and how its end is told. */
export interface WorkerOptions {
  /** In messages: `The compute worker`. */
  readonly name: string;
  /** Whether it is a process, which is given no `workerData`, instead of a thread. Default: no. */
  readonly process?: boolean | undefined;
  readonly workerData?: unknown;
  /** What calls reject with after disposal. */
  readonly disposed: Error;
  /** Message of the EngineError that a call rejects with which failed in the thread; absent: what was thrown there. */
  readonly failure?: string | undefined;
  /**
   * Whether the thread computes in native code: ended within a call, it would take the process down with it, so it is
   * ended once it has answered what it was asked before.
   */
  readonly native: boolean;
  /** Bounds the thread's life: when it aborts, pending and later calls reject with its reason. */
  readonly signal?: AbortSignal | undefined;
}

interface CallOptions<Progress> {
  /** What is moved, not copied. */
  readonly transfer?: readonly ArrayBufferLike[];
  /** Rejects this call at once; the thread finishes what it has begun. */
  readonly signal?: AbortSignal | undefined;
  /** Told what the method reports before it answers; what it throws rejects the call. */
  readonly onProgress?: ((progress: Progress) => void) | undefined;
}

interface Pending {
  readonly resolve: (value: never) => void;
  readonly onProgress: ((progress: never) => void) | undefined;
  readonly reject: (reason: unknown) => void;
  readonly release: () => void;
}

/**
 * Calls into a worker thread or process that runs `answerCalls`, each answered by one reply, in order. It keeps this
 * process alive only while a call is pending. If it fails or ends, pending and later calls reject with an EngineError.
 */
export class WorkerClient<Of extends Calls<Of>> implements AsyncDisposable {
  readonly #worker: Worker | WorkerProcess;
  readonly #options: WorkerOptions;
  readonly #pending = new Map<number, Pending>();
  readonly #onAbort = () => this.#end(this.#options.signal?.reason);
  readonly #gone: Promise<void>;
  /** Requests that the thread is busy with or has yet to come to, answered for the caller or not. */
  #unanswered = 0;
  #nextId = 0;
  #ended: { readonly reason: unknown } | undefined;

  constructor(script: URL, options: WorkerOptions) {
    const { name, process: apart = false, workerData, signal } = options;
    signal?.throwIfAborted();
    this.#options = options;
    this.#worker = apart ? new WorkerProcess(script) : new Worker(script, { workerData, execArgv: [] });
    this.#worker.unref();
    this.#worker.on('message', (reply: WorkerReply) => this.#answered(reply));
    this.#worker.on('error', (error: Error) =>
      this.#end(new EngineError(`${name} failed: ${error.message}`, error)),
    );
    this.#gone = new Promise((resolve) => this.#worker.once('exit', () => resolve()));
    this.#worker.on('exit', (end: number | string) => {
      const how = typeof end === 'number' ? `with code ${end}` : `by ${end}, perhaps for want of memory`;
      this.#end(new EngineError(`${name} ended unexpectedly, ${how}`));
    });
    signal?.addEventListener('abort', this.#onAbort, { once: true });
  }

  call<Method extends keyof Of>(
    method: Method,
    argument: Of[Method]['argument'],
    { transfer = [], signal, onProgress }: CallOptions<ProgressOf<Of[Method]>> = {},
  ): Promise<Of[Method]['value']> {
    if (this.#ended !== undefined) return Promise.reject(this.#ended.reason);
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      const onAbort = () => this.#settle(id)?.reject(signal?.reason);
      signal?.addEventListener('abort', onAbort, { once: true });
      this.#pending.set(id, {
        resolve,
        onProgress,
        reject,
        release: () => signal?.removeEventListener('abort', onAbort),
      });
      this.#worker.ref();
      try {
        const request: WorkerRequest = { id, method, argument };
        this.#worker.postMessage(request, transfer as ArrayBuffer[]);
        this.#unanswered++;
      } catch (error) {
        this.#settle(id)?.reject(new EngineError((error as Error).message, error));
      }
    });
  }

  #answered(reply: WorkerReply): void {
    if ('progress' in reply) {
      this.#reported(reply.id, reply.progress);
      return;
    }
    this.#unanswered--;
    if (this.#ended !== undefined) {
      if (this.#unanswered === 0) this.#terminate();
      return;
    }
    const pending = this.#settle(reply.id);
    if ('value' in reply) pending?.resolve(reply.value as never);
    else pending?.reject(new EngineError(this.#options.failure ?? messageOf(reply.error), reply.error));
  }

  /** Who listens may throw: then the call has failed. */
  #reported(id: number, progress: unknown): void {
    try {
      this.#pending.get(id)?.onProgress?.(progress as never);
    } catch (error) {
      this.#settle(id)?.reject(error);
    }
  }

  #settle(id: number): Pending | undefined {
    const pending = this.#pending.get(id);
    this.#pending.delete(id);
    pending?.release();
    if (this.#pending.size === 0) this.#worker.unref();
    return pending;
  }

  #end(reason: unknown): void {
    if (this.#ended !== undefined) return;
    this.#ended = { reason };
    this.#options.signal?.removeEventListener('abort', this.#onAbort);
    for (const id of [...this.#pending.keys()]) this.#settle(id)?.reject(reason);
    // Native code is let come to its end first, and the process waits for that.
    if (this.#options.native && this.#unanswered > 0) this.#worker.ref();
    else this.#terminate();
  }

  #terminate(): void {
    this.#worker.unref();
    this.#worker.terminate().catch(() => {});
  }

  /** Ends the thread; resolves when it is gone. Pending and later calls reject. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#end(this.#options.disposed);
    await this.#gone;
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
