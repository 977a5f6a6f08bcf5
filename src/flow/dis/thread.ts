import { Worker } from 'node:worker_threads';
import { EngineError, UsageError } from '../../errors.js';
import type { FlowField } from '../../flow-field.js';
import type { Image } from '../../image.js';
import type { DisSettings } from './settings.js';
import type { DisAnswer, DisRequest } from './worker.js';

interface Waiting {
  readonly resolve: (flow: FlowField) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * A worker thread that computes flows in the order in which they are asked for.
 * It holds the process only while an answer is awaited.
 */
export class DisThread implements AsyncDisposable {
  readonly #worker: Worker;
  readonly #waiting = new Map<number, Waiting>();
  #next = 0;
  #broken: unknown;

  constructor(settings: DisSettings) {
    this.#worker = new Worker(new URL('./worker.js', import.meta.url), { workerData: settings });
    this.#worker.unref();
    this.#worker.on('message', (answer: DisAnswer) => {
      const waiting = this.#waiting.get(answer.id);
      this.#settle(answer.id);
      if ('flow' in answer) {
        waiting?.resolve(answer.flow);
      } else {
        waiting?.reject(new EngineError('The optical flow failed', answer.error));
      }
    });
    this.#worker.on('error', (error) => this.#fail(new EngineError('The optical flow thread failed', error)));
    this.#worker.on('exit', (code) =>
      this.#fail(new EngineError(`The optical flow thread ended with code ${code}`)),
    );
  }

  /** The flow on `from`'s grid, from a `guess` on if there is one. An abort rejects at once; the thread finishes what it has begun. */
  compute(
    from: Image,
    to: Image,
    { guess, signal }: { readonly guess?: FlowField; readonly signal?: AbortSignal | undefined } = {},
  ): Promise<FlowField> {
    if (this.#broken !== undefined) {
      return Promise.reject(this.#broken);
    }
    const id = this.#next++;
    return new Promise<FlowField>((resolve, reject) => {
      const onAbort = () => {
        this.#settle(id);
        reject(signal?.reason);
      };
      const release = () => signal?.removeEventListener('abort', onAbort);
      signal?.addEventListener('abort', onAbort, { once: true });
      this.#waiting.set(id, {
        resolve: (flow) => {
          release();
          resolve(flow);
        },
        reject: (error) => {
          release();
          reject(error);
        },
      });
      this.#worker.ref();
      const request: DisRequest = { id, from, to, guess };
      this.#worker.postMessage(request);
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#fail(new UsageError('The flow estimator has already been disposed of'));
    await this.#worker.terminate();
  }

  #settle(id: number): void {
    this.#waiting.delete(id);
    if (this.#waiting.size === 0) {
      this.#worker.unref();
    }
  }

  #fail(error: unknown): void {
    this.#broken ??= error;
    for (const [id, { reject }] of [...this.#waiting]) {
      this.#settle(id);
      reject(this.#broken);
    }
  }
}
