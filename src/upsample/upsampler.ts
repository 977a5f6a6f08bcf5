import { Worker } from 'node:worker_threads';
import { EngineError, UsageError } from '../errors.js';
import type { Part } from './keep-outside.js';
import type { Size } from './upsample.js';

/** What an {@link Upsampler} does to every picture. */
export interface UpsamplerSettings {
  readonly small: Size;
  readonly large: Size;
  /** The part of the large picture that was painted; outside it the source stays. */
  readonly picture: Part;
}

/** A request to the thread: interleaved 8-bit RGB. */
export interface UpsampleRequest {
  readonly id: number;
  readonly painted: Uint8Array;
  readonly source: Uint8Array;
}

/** Its answer. */
export type UpsampleAnswer =
  | { readonly id: number; readonly bytes: Uint8Array }
  | { readonly id: number; readonly error: unknown };

interface Waiting {
  readonly resolve: (bytes: Uint8Array) => void;
  readonly reject: (error: unknown) => void;
}

/** A worker thread that enlarges pictures, so that nothing else waits. It holds the process only while an answer is awaited. */
export class Upsampler implements AsyncDisposable {
  readonly #worker: Worker;
  readonly #waiting = new Map<number, Waiting>();
  #next = 0;
  #broken: unknown;

  constructor(settings: UpsamplerSettings) {
    this.#worker = new Worker(new URL('./worker.js', import.meta.url), { workerData: settings });
    this.#worker.unref();
    this.#worker.on('message', (answer: UpsampleAnswer) => {
      const waiting = this.#settle(answer.id);
      if ('bytes' in answer) waiting?.resolve(answer.bytes);
      else waiting?.reject(new EngineError('A picture could not be upsampled', answer.error));
    });
    this.#worker.on('error', (error) => this.#fail(new EngineError('The upsampling worker crashed', error)));
    this.#worker.on('exit', (code) =>
      this.#fail(new EngineError(`The upsampling worker exited with code ${code}`)),
    );
  }

  /** As `upsample`, but elsewhere; the pictures are copied. */
  upsample(painted: Uint8Array, source: Uint8Array): Promise<Uint8Array> {
    if (this.#broken !== undefined) return Promise.reject(this.#broken);
    const id = this.#next++;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#worker.ref();
      const request: UpsampleRequest = { id, painted, source };
      this.#worker.postMessage(request);
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#fail(new UsageError('The upsampler is already closed'));
    await this.#worker.terminate();
  }

  #settle(id: number): Waiting | undefined {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (this.#waiting.size === 0) this.#worker.unref();
    return waiting;
  }

  #fail(error: unknown): void {
    this.#broken ??= error;
    for (const id of [...this.#waiting.keys()]) this.#settle(id)?.reject(this.#broken);
  }
}
