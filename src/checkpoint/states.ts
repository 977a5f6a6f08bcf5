import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Manifest } from './manifest.js';

const digestBytes = 32;

/**
 * The newest few states, each in a file of its own that is written over in
 * turn. There are two files more than states are needed: those of the newest
 * complete frame stay whole while the next one is written, and should one of
 * them be damaged, those of the frame before are there.
 */
export class StateSlots {
  readonly #folder: string;
  readonly #job: string;
  readonly #slots: number;

  /**
   * @param id of the job, which its states are tied to
   * @param options of the job: as far as its temporal loss looks back, so many states one may ask for
   */
  constructor(folder: string, { id, options }: Pick<Manifest, 'id' | 'options'>) {
    this.#folder = folder;
    this.#job = id;
    const distances = options.longTerm as readonly number[] | undefined;
    this.#slots = (distances?.at(-1) ?? 1) + 2;
  }

  /** Writes the state after a frame, given in parts; it is on the disk when this resolves. One call at a time. */
  async write(frame: number, state: readonly Uint8Array[]): Promise<void> {
    // Created where it is missing, but not emptied.
    const file = await open(this.#path(frame), constants.O_RDWR | constants.O_CREAT);
    try {
      for (const part of [digest(this.#job, frame, state), ...state]) await file.writeFile(part);
      await file.truncate(digestBytes + state.reduce((sum, part) => sum + part.length, 0));
      await file.datasync();
    } finally {
      await file.close();
    }
  }

  /** The state after a frame; undefined where it is not there or not whole. Changes nothing. */
  async read(frame: number): Promise<Uint8Array | undefined> {
    if (frame < 0) return undefined;
    const bytes = await readFile(this.#path(frame)).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return undefined;
      throw error;
    });
    if (!bytes || bytes.length <= digestBytes) return undefined;
    const state = bytes.subarray(digestBytes);
    const whole = digest(this.#job, frame, [state]).equals(bytes.subarray(0, digestBytes));
    return whole ? state : undefined;
  }

  #path(frame: number): string {
    return join(this.#folder, `state-${frame % this.#slots}`);
  }
}

function digest(job: string, frame: number, state: readonly Uint8Array[]): Buffer {
  const hash = createHash('sha256').update(`state ${job} ${frame}\n`);
  for (const part of state) hash.update(part);
  return hash.digest();
}
