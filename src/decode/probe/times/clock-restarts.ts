/** Containers of transmissions and discs, put together of parts that each have their own clock. */
const RESTARTING = /(?:^|,)(?:mpegts|mpeg|hls)(?:,|$)/;

/** What FFmpeg takes for a restart: a step back, or ahead, of more seconds than these. */
const BACK = 0.1;
const AHEAD = 10;

/** Whether a file of this container may have a clock that restarts. */
export function mayRestart(container: string): boolean {
  return RESTARTING.test(container);
}

/** Counts how often the clock of a stream's packets, in the order of the file, begins at another time. */
export class RestartCounter {
  #end: number | undefined;
  #count = 0;

  /** @param seconds of one tick */
  constructor(readonly seconds: number) {}

  /** @param dts decoding time in ticks; not a number: unknown */
  add(dts: number, duration: number): void {
    if (!Number.isFinite(dts)) return;
    const step = this.#end === undefined ? 0 : (dts - this.#end) * this.seconds;
    if (step < -BACK || step > AHEAD) this.#count++;
    this.#end = dts + duration;
  }

  get count(): number {
    return this.#count;
  }
}
