import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';

const digestBytes = 32;

/**
 * The newest few states, each in a file of its own that is written over in
 * turn. There is one file more than states are needed, so that those of the
 * newest complete frame stay whole while the next one is written.
 */
export class StateSlots implements AsyncDisposable {
  readonly #folder: string;
  readonly #slots: number;
  readonly #files = new Map<number, FileHandle>();

  /** @param needed how many of the newest states one may ask for */
  constructor(folder: string, needed: number) {
    this.#folder = folder;
    this.#slots = needed + 1;
  }

  /** Writes the state after a frame; it is on the disk when this resolves. One call at a time. */
  async write(frame: number, state: Uint8Array): Promise<void> {
    const file = await this.#open(frame);
    await file.write(digest(frame, state), 0, digestBytes, 0);
    let written = 0;
    while (written < state.length) {
      const { bytesWritten } = await file.write(
        state,
        written,
        state.length - written,
        digestBytes + written,
      );
      written += bytesWritten;
    }
    await file.truncate(digestBytes + state.length);
    await file.datasync();
  }

  /** The state after a frame; undefined where it is not there or not whole. */
  async read(frame: number): Promise<Uint8Array | undefined> {
    const file = await this.#open(frame);
    const { size } = await file.stat();
    if (size <= digestBytes) return undefined;
    const bytes = Buffer.alloc(size);
    await file.read(bytes, 0, size, 0);
    const state = bytes.subarray(digestBytes);
    return digest(frame, state).equals(bytes.subarray(0, digestBytes)) ? state : undefined;
  }

  async #open(frame: number): Promise<FileHandle> {
    const slot = frame % this.#slots;
    const known = this.#files.get(slot);
    if (known) return known;
    const path = join(this.#folder, `state-${slot}`);
    await (await open(path, 'a')).close(); // `r+` does not create, `w+` empties
    const file = await open(path, 'r+');
    this.#files.set(slot, file);
    return file;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const file of this.#files.values()) await file.close();
    this.#files.clear();
  }
}

function digest(frame: number, state: Uint8Array): Buffer {
  return createHash('sha256').update(`${frame}\n`).update(state).digest();
}
