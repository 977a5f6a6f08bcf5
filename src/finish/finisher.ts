import { UsageError } from '../errors.js';
import { WorkerClient } from '../worker-client.js';
import type { FinishCalls, FinisherSettings } from './worker.js';

/** A worker thread that gives finished pictures their look, so that nothing else waits. */
export class Finisher implements AsyncDisposable {
  readonly #client: WorkerClient<FinishCalls>;

  constructor(settings: FinisherSettings) {
    this.#client = new WorkerClient(new URL('./worker.js', import.meta.url), {
      name: 'The finishing worker',
      workerData: settings,
      disposed: new UsageError('The finisher is already closed'),
      failure: 'A picture could not be finished',
      native: false,
    });
  }

  /** As `Finish`, on the worker thread; the picture is copied. */
  finish(rgb24: Uint8Array, frame: number): Promise<Uint8Array> {
    return this.#client.call('finish', { rgb24, frame });
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#client[Symbol.asyncDispose]();
  }
}
