import type { Size } from '../decode/size.js';
import type { FrameEncoder } from '../encode/picture/frame-encoder.js';
import type { FrameKeeper } from '../work/frame-keeper.js';
import { splitFrame } from './frame-bytes.js';

/** Where finished frames go: an encoder, or what stands before it. */
export type FrameSink = Pick<FrameEncoder, 'write'>;

/**
 * Takes stored frames to the encoder, at the encoder's own pace: painting does
 * not wait for it. Dispose of the encoder first, then of this.
 */
export class FrameFollower implements AsyncDisposable {
  readonly #leaving = new AbortController();
  readonly #size: Size;
  readonly #onFailure: (error: unknown) => void;
  #run: Promise<void> | undefined;
  /** Seconds that the encoder kept us waiting. */
  seconds = 0;

  /** @param onFailure told at once of the first failure, which `end` rejects with too */
  constructor(size: Size, onFailure: (error: unknown) => void) {
    this.#size = size;
    this.#onFailure = onFailure;
  }

  /** Begins, if it has not begun yet. */
  start(keeper: FrameKeeper, sink: FrameSink): void {
    if (this.#run) return;
    this.#run = this.#follow(keeper, sink);
    this.#run.catch((error: unknown) => {
      if (!this.#leaving.signal.aborted) this.#onFailure(error);
    });
  }

  /** Resolves when the encoder has every frame. */
  async end(): Promise<void> {
    await this.#run;
  }

  async #follow(keeper: FrameKeeper, sink: FrameSink): Promise<void> {
    for await (const bytes of keeper.follow(this.#leaving.signal)) {
      const began = performance.now();
      const { rgb24, alpha } = splitFrame(bytes, this.#size);
      await sink.write(rgb24, alpha);
      this.seconds += (performance.now() - began) / 1000;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#leaving.abort();
    await this.#run?.catch(() => {}); // told of already, or of our own making
  }
}
