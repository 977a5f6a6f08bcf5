import { FfmpegError } from '../../errors.js';

/** Takes bytes off a stream of chunks. */
export class ByteReader {
  readonly #chunks: AsyncIterator<Uint8Array> | Iterator<Uint8Array>;
  #chunk: Uint8Array = new Uint8Array(0);
  #at = 0;

  constructor(chunks: AsyncIterable<Uint8Array> | readonly Uint8Array[]) {
    this.#chunks =
      Symbol.asyncIterator in chunks ? chunks[Symbol.asyncIterator]() : chunks[Symbol.iterator]();
  }

  /** Whether nothing more comes. Waits until that is known. */
  async atEnd(): Promise<boolean> {
    while (this.#at === this.#chunk.length) {
      const next = await this.#chunks.next();
      if (next.done) return true;
      this.#chunk = next.value;
      this.#at = 0;
    }
    return false;
  }

  /** The next byte. */
  async byte(): Promise<number> {
    if (this.#at === this.#chunk.length) await this.#more();
    return this.#chunk[this.#at++] as number;
  }

  /** The next `count` bytes, in an array of their own. */
  async take(count: number): Promise<Uint8Array<ArrayBuffer>> {
    const out = new Uint8Array(count);
    for (let filled = 0; filled < count; ) {
      if (this.#at === this.#chunk.length) await this.#more();
      const part = this.#chunk.subarray(this.#at, this.#at + count - filled);
      out.set(part, filled);
      filled += part.length;
      this.#at += part.length;
    }
    return out;
  }

  /** An unsigned number, seven bits a byte, most significant first. */
  async v(): Promise<number> {
    for (let value = 0; ; ) {
      const byte = await this.byte();
      value = value * 128 + (byte & 127);
      if (byte < 128) return value;
    }
  }

  /** Leaves out so many numbers, none where it is below 1. */
  async skip(count: number): Promise<void> {
    for (let left = count; left > 0; left--) await this.v();
  }

  async #more(): Promise<void> {
    if (await this.atEnd()) throw new FfmpegError('FFmpeg ended in the middle of a frame');
  }
}
