import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { imageFromRgb24, imageToRgb24, type Size } from '../../image.js';
import type { CarriedKey } from './carry.js';

/**
 * What a key frame gives to the frames before it, kept until their turn comes: it is found from the key frame backwards,
 * and they are painted forwards. A file for each frame, in the system's folder for temporary files; a byte a value, as
 * pictures are written in the end.
 */
export class CarriedFiles implements AsyncDisposable {
  readonly #size: Size;
  #folder: Promise<string> | undefined;
  readonly #kept = new Set<number>();

  /** @param size of the pictures */
  constructor({ width, height }: Size) {
    this.#size = { width, height };
  }

  /** Keeps one. */
  async write({ index, picture, trust }: CarriedKey): Promise<void> {
    const bytes = Buffer.concat(
      [imageToRgb24(picture), trust.map((share) => Math.round(255 * share))].map((plane) =>
        Uint8Array.from(plane),
      ),
    );
    await writeFile(await this.#path(index), bytes);
    this.#kept.add(index);
  }

  /** Hands one out and forgets it; undefined where there is none. */
  async take(index: number): Promise<CarriedKey | undefined> {
    if (!this.#kept.delete(index)) return undefined;
    const path = await this.#path(index);
    const bytes = await readFile(path);
    await rm(path);
    const { width, height } = this.#size;
    const colours = 3 * width * height;
    const picture = imageFromRgb24(bytes.subarray(0, colours), width, height);
    return { index, picture, trust: Float32Array.from(bytes.subarray(colours), (byte) => byte / 255) };
  }

  async #path(index: number): Promise<string> {
    this.#folder ??= mkdtemp(join(tmpdir(), 'nst-video-keyframes-'));
    return join(await this.#folder, String(index));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#folder) await rm(await this.#folder, { recursive: true, force: true, maxRetries: 3 });
  }
}
