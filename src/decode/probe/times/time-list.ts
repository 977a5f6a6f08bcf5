/** Times of all frames of a stream, in its ticks. */
export interface FrameTimes {
  /** Strictly ascending. */
  readonly ticks: Float64Array;
  /** Those where decoding can start, ascending. */
  readonly keyTicks: Float64Array;
  /** Those whose packets are empty: they show the frame before, and some decoders yield nothing for them. */
  readonly unchangedTicks: ReadonlySet<number>;
  /** How long the container says the last frame lasts; 0 where it does not say. */
  readonly lastDuration: number;
  /** Frames left out because another has the very same time. */
  readonly duplicates: number;
  /** How many frames are flagged as interlaced; `undefined` where nothing but packets was read. */
  readonly interlacedFrames: number | undefined;
  /** Frames left out at the beginning because what they build on is not in the file. */
  readonly undecodable: number;
}

/** Collects times in any order, in memory that grows by doubling. */
export class TimeList {
  #ticks = new Float64Array(1024);
  #count = 0;
  readonly #keys: number[] = [];
  #last = Number.NEGATIVE_INFINITY;
  #lastDuration = 0;

  add(ticks: number, duration: number, key: boolean): void {
    if (this.#count === this.#ticks.length) {
      const larger = new Float64Array(2 * this.#count);
      larger.set(this.#ticks);
      this.#ticks = larger;
    }
    this.#ticks[this.#count++] = ticks;
    if (key) this.#keys.push(ticks);
    if (ticks >= this.#last) {
      this.#last = ticks;
      this.#lastDuration = duration;
    }
  }

  /** Where the last frame so far ends; at least one tick after its beginning. */
  get end(): number {
    return this.#count === 0 ? 0 : this.#last + (this.#lastDuration || 1);
  }

  /** All of them, and what else is known. */
  finish(known: Partial<FrameTimes> = {}): FrameTimes {
    const sorted = this.#ticks.slice(0, this.#count).sort();
    const ticks = sorted.filter((time, i) => i === 0 || time !== sorted[i - 1]);
    return {
      ticks,
      keyTicks: Float64Array.from(this.#keys).sort(),
      lastDuration: this.#lastDuration,
      duplicates: sorted.length - ticks.length,
      interlacedFrames: undefined,
      unchangedTicks: new Set(),
      undecodable: 0,
      ...known,
    };
  }
}
