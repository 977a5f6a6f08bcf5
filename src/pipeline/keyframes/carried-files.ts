import { readFile, rm, rmdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFolder } from '../../files/make-folder.js';
import { imageFromRgb24, imageToRgb24, type Size } from '../../image.js';
import type { CarriedKey } from './carry.js';

/**
 * What a key frame gives to the frames before it, kept until their turn comes: it is found from the key frame backwards,
 * and they are painted forwards. A file for each frame, in the job's work folder, which goes with it; a byte a value, as
 * pictures are written in the end.
 */
export class CarriedFiles implements AsyncDisposable {
  readonly #size: Size;
  readonly #folder: string;
  #made: Promise<void> | undefined;
  readonly #kept = new Set<number>();

  /** @param size of the pictures */
  constructor(folder: string, { width, height }: Size) {
    this.#folder = folder;
    this.#size = { width, height };
  }

  /** Keeps one. */
  async write({ index, picture, trust }: CarriedKey): Promise<void> {
    const bytes = Buffer.concat(
      [imageToRgb24(picture), trust.map((share) => Math.round(255 * share))].map((plane) =>
        Uint8Array.from(plane),
      ),
    );
    this.#made ??= makeFolder(this.#folder);
    await this.#made;
    await writeFile(this.#path(index), bytes);
    this.#kept.add(index);
  }

  /** Hands one out and forgets it; undefined where there is none. */
  async take(index: number): Promise<CarriedKey | undefined> {
    if (!this.#kept.delete(index)) return undefined;
    const path = this.#path(index);
    const bytes = await readFile(path);
    await rm(path);
    const { width, height } = this.#size;
    const colours = 3 * width * height;
    const picture = imageFromRgb24(bytes.subarray(0, colours), width, height);
    return { index, picture, trust: Float32Array.from(bytes.subarray(colours), (byte) => byte / 255) };
  }

  #path(index: number): string {
    return join(this.#folder, `carried-${index}`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const index of this.#kept) await rm(this.#path(index), { force: true, maxRetries: 3 });
    // Left where a job has begun to keep frames there.
    if (this.#made) await rmdir(this.#folder).catch(() => {});
  }
}
