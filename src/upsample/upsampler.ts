import { UsageError } from '../errors.js';
import { WorkerClient } from '../worker-client.js';
import type { Part } from './keep-outside.js';
import type { Size } from './upsample.js';
import type { UpsampleCalls } from './worker.js';

/** What an {@link Upsampler} does to every picture. */
export interface UpsamplerSettings {
  readonly small: Size;
  readonly large: Size;
  /** The part of the large picture that was painted; outside it the source stays. */
  readonly picture: Part;
}

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
