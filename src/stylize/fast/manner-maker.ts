import { EngineError } from '../../errors.js';
import { type Image, imageToRgb24 } from '../../image.js';
import { WorkerClient } from '../../worker-client.js';
import { forbidTelemetry } from '../engines/no-telemetry.js';
import type { Lesson, MannerCalls } from './manner-protocol.js';
import type { TuningStep } from './tuning/fine-tune.js';
import { type Manner, unpackManners } from './tuning/parameters.js';

/**
 * Where painters are made ready: paintings read, and learnt from pictures. It is a process of its own, since this takes
 * more memory than painting does, and all of it is to be there for painting.
 */
export class MannerMaker implements AsyncDisposable {
  readonly #client: WorkerClient<MannerCalls>;

  /**
   * @param signal bounds its life: when it aborts, pending and later calls reject with its reason
   * @throws EngineError as `forbidTelemetry`, and where no process can be started
   */
  constructor(signal?: AbortSignal) {
    // Painting, which comes later, would refuse to begin.
    forbidTelemetry();
    this.#client = new WorkerClient<MannerCalls>(new URL('./manner-process.js', import.meta.url), {
      name: 'The process that makes the painter ready',
      process: true,
      disposed: new EngineError('The painter has already been made ready'),
      native: false,
      signal,
    });
  }

  /**
   * Reads how paintings are painted, those of each manner mixed, and finds out on which device.
   *
   * @throws EngineError for the device
   */
  read(argument: MannerCalls['read']['argument']): Promise<MannerCalls['read']['value']> {
    return this.#client.call('read', argument);
  }

  /** Takes a picture to learn from, rounded to 8 bits. */
  async see(picture: Image): Promise<void> {
    const { width, height } = picture;
    await this.#client.call('see', { width, height, bytes: imageToRgb24(picture) });
  }

  /**
   * Fine-tunes a manner on the pictures seen so far, at least one.
   *
   * @throws EngineError as `fineTune`
   */
  async learn(lesson: Lesson, onStep: (step: TuningStep) => void): Promise<Manner> {
    const packed = await this.#client.call('learn', lesson, { onProgress: onStep });
    return unpackManners([lesson.manner], packed)[0]!;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#client[Symbol.asyncDispose]();
  }
}
