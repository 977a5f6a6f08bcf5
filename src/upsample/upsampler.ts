import { UsageError } from '../errors.js';
import { WorkerClient } from '../worker-client.js';
import type { UpsampleCalls, UpsamplerSettings } from './worker.js';

/** A worker thread that enlarges pictures, so that nothing else waits. It holds the process only while an answer is awaited. */
export class Upsampler implements AsyncDisposable {
  readonly #client: WorkerClient<UpsampleCalls>;

  constructor(settings: UpsamplerSettings) {
    this.#client = new WorkerClient(new URL('./worker.js', import.meta.url), {
      name: 'The upsampling worker',
      workerData: settings,
      disposed: new UsageError('The upsampler is already closed'),
      failure: 'A picture could not be upsampled',
      native: false,
    });
  }

  /** As `upsample`, on the worker thread; the pictures are copied. */
  upsample(painted: Uint8Array, source: Uint8Array): Promise<Uint8Array> {
    return this.#client.call('upsample', { painted, source });
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#client[Symbol.asyncDispose]();
  }
}
