import PQueue from 'p-queue';
import { diskError } from './disk-error.js';
import { packFrame, unpackFrame } from './frame-packing.js';
import type { WorkFolder } from './work-folder.js';

/** A painted frame, to be kept. */
export interface KeptFrame {
  /** What the report says of it, and what a resumed job must know; plain JSON. */
  readonly note: unknown;
  /** What the encoder gets. Must not change afterwards. */
  readonly bytes: Uint8Array;
  /** Bytes of one of its rows. */
  readonly stride: number;
  /** All that the next frame goes on from. */
  readonly state: Uint8Array;
}

/** The newest frames that are held in memory for whoever follows. */
const remembered = 3;

/**
 * Stores painted frames in the background and lets the encoder follow: it gets
 * them from memory where it keeps up and from the disk where it does not, as
 * after a resume. The state is on the disk before its frame is, so that the
 * newest complete frame always has one.
 */
export class FrameKeeper {
  readonly #folder: WorkFolder;
  readonly #queue = new PQueue({ concurrency: 1 });
  readonly #newest = new Map<number, Uint8Array>();
  readonly #listeners = new Set<() => void>();
  readonly #total: number;
  readonly #onFailure: (error: unknown) => void;
  #given: number;
  #failure: { readonly error: unknown } | undefined;

  /** @param onFailure told at once of the first failure, which also rejects all later calls */
  constructor(folder: WorkFolder, total: number, onFailure: (error: unknown) => void) {
    this.#folder = folder;
    this.#total = total;
    this.#given = folder.frames.count;
    this.#onFailure = onFailure;
  }

  /**
   * Takes over the next frame; resolves when the one before is on the disk, so that never more than one
   * is lost. Rejects once storing has failed.
   */
  async keep(frame: KeptFrame): Promise<void> {
    const index = this.#given++;
    this.#newest.set(index, frame.bytes);
    this.#newest.delete(index - remembered);
    void this.#queue.add(() => this.#store(index, frame));
    await this.#queue.onSizeLessThan(1);
    this.#throwFailure();
  }

  /** Resolves when all that was handed in is on the disk. */
  async stored(): Promise<void> {
    await this.#queue.onIdle();
    this.#throwFailure();
  }

  /** All frames from the first on, as they come to be stored. */
  async *follow(signal?: AbortSignal): AsyncGenerator<Uint8Array, void, undefined> {
    for (let index = 0; index < this.#total; index++) {
      while (index >= this.#folder.frames.count) await this.#change(signal);
      const held = this.#newest.get(index);
      yield held ?? (await unpackFrame(await this.#folder.frames.read(index)));
    }
  }

  /** Never rejects: the failure must be known before the next frame is begun, whose state would be written over one still needed. */
  async #store(index: number, { note, bytes, stride, state }: KeptFrame): Promise<void> {
    if (this.#failure) return;
    try {
      const packed = await packFrame(bytes, stride);
      await this.#folder.states.write(index, state);
      await this.#folder.frames.append(note, packed);
    } catch (error) {
      return this.#fail(error);
    }
    this.#wake();
  }

  #throwFailure(): void {
    if (this.#failure) throw this.#failure.error;
  }

  #fail(error: unknown): void {
    if (this.#failure) return;
    const told = diskError(error, this.#folder.path);
    this.#failure = { error: told };
    this.#onFailure(told);
    this.#wake();
  }

  #wake(): void {
    for (const listener of this.#listeners) listener();
  }

  /** Waits for a frame to be stored, or for the end of waiting. */
  async #change(signal: AbortSignal | undefined): Promise<void> {
    signal?.throwIfAborted();
    this.#throwFailure();
    await new Promise<void>((resolve) => {
      const done = () => {
        this.#listeners.delete(done);
        signal?.removeEventListener('abort', done);
        resolve();
      };
      this.#listeners.add(done);
      signal?.addEventListener('abort', done, { once: true });
    });
    signal?.throwIfAborted();
    this.#throwFailure();
  }
}
