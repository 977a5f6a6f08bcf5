import { Worker, type WorkerOptions } from 'node:worker_threads';
import { EngineError } from '../../errors.js';

/** What the worker answers to a request. */
export type WorkerReply =
  | { readonly id: number; readonly value: unknown }
  | { readonly id: number; readonly error: string };

interface Pending {
  readonly resolve: (value: never) => void;
  readonly reject: (reason: unknown) => void;
}

/**
 * Calls into a worker thread, each answered by one reply. The worker keeps the
 * process alive only while a call is pending. If it fails or ends, pending and
 * later calls reject with an EngineError; after `signal` aborts, with its
 * reason; after disposal, with an EngineError that says so. Such a worker is
 * ended once it has answered what it was asked before.
 */
export class WorkerClient implements AsyncDisposable {
  readonly #worker: Worker;
  readonly #pending = new Map<number, Pending>();
  readonly #signal: AbortSignal | undefined;
  readonly #onAbort = () => this.#end(this.#signal?.reason);
  readonly #gone: Promise<void>;
  /** Requests that the worker is busy with or has yet to come to, answered for the caller or not. */
  #unanswered = 0;
  #nextId = 0;
  #ended: { readonly reason: unknown } | undefined;

  constructor(script: URL, options: WorkerOptions, signal?: AbortSignal) {
    signal?.throwIfAborted();
    this.#worker = new Worker(script, { ...options, execArgv: [] });
    this.#worker.unref();
    this.#worker.on('message', (reply: WorkerReply) => {
      this.#unanswered--;
      if (this.#ended === undefined) this.#settle(reply);
      else if (this.#unanswered === 0) this.#terminate();
    });
    this.#worker.on('error', (error) => {
      this.#end(new EngineError(`The compute worker failed: ${error.message}`, error));
    });
    this.#gone = new Promise((resolve) => this.#worker.once('exit', () => resolve()));
    this.#worker.on('exit', (code) => {
      this.#end(new EngineError(`The compute worker ended unexpectedly, with code ${code}`));
    });
    this.#signal = signal;
    signal?.addEventListener('abort', this.#onAbort, { once: true });
  }

  /** Sends a request; what is listed in `transfer` is moved, not copied. */
  call<T>(method: string, argument: unknown, transfer: readonly ArrayBuffer[] = []): Promise<T> {
    if (this.#ended !== undefined) return Promise.reject(this.#ended.reason);
    const id = this.#nextId++;
    return new Promise<T>((resolve, reject) => {
      this.#pending.set(id, { resolve, reject });
      this.#worker.ref();
      try {
        this.#worker.postMessage({ id, method, argument }, transfer);
        this.#unanswered++;
      } catch (error) {
        this.#settle({ id, error: (error as Error).message });
      }
    });
  }

  #settle(reply: WorkerReply): void {
    const pending = this.#pending.get(reply.id);
    if (pending === undefined) return;
    this.#pending.delete(reply.id);
    if (this.#pending.size === 0) this.#worker.unref();
    if ('error' in reply) pending.reject(new EngineError(reply.error));
    else pending.resolve(reply.value as never);
  }

  #end(reason: unknown): void {
    if (this.#ended !== undefined) return;
    this.#ended = { reason };
    this.#signal?.removeEventListener('abort', this.#onAbort);
    for (const { reject } of this.#pending.values()) reject(reason);
    this.#pending.clear();
    // A worker that is terminated inside a native call takes the whole process
    // down with it: let it come to its end first, and the process wait for that.
    if (this.#unanswered > 0) this.#worker.ref();
    else this.#terminate();
  }

  #terminate(): void {
    this.#worker.unref();
    this.#worker.terminate().catch(() => {});
  }

  /** Ends the worker; resolves when it is gone, which is after a call under way. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#end(new EngineError('The engine has already been disposed of'));
    await this.#gone;
  }
}
