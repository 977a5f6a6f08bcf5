import type { FrameMetrics } from '../measures/frame-metrics.js';
import type { MeasuredPair } from '../stream/measure-frames.js';

/** A pair of a render that is among its unsteadiest. */
export interface WorstPair {
  readonly pair: MeasuredPair;
  /** E_warp of the render. */
  readonly error: number;
  /** Source time, in seconds, and shot of the later frame, which a pair belongs to. */
  readonly time: number;
  readonly shot: number;
}

/** Seconds that two of the worst are apart at least, so that they show different things. */
const APART = 0.5;

/**
 * Keeps the pairs of each render with the largest warping error, at one gap,
 * while they stream past. Holds the pictures of those, no more.
 */
export class WorstPairs {
  readonly #gap: number;
  readonly #count: number;
  readonly #worst: WorstPair[][];
  #pair: MeasuredPair | undefined;

  constructor(gap: number, count: number, renders: number) {
    this.#gap = gap;
    this.#count = count;
    this.#worst = Array.from({ length: renders }, () => []);
  }

  /** Takes a pair, before the records of its later frame. */
  onPair(pair: MeasuredPair): void {
    if (pair.gap === this.#gap) this.#pair = pair;
  }

  /** Takes the records of a frame. */
  add(records: readonly FrameMetrics[]): void {
    const pair = this.#pair;
    this.#pair = undefined;
    if (pair === undefined) return;
    const { time } = pair.frames.later;
    for (const [r, { warping, shot }] of records.entries()) {
      const error = warping.find(({ gap }) => gap === this.#gap)?.output ?? null;
      if (error !== null) this.#offer(r, { pair, error, time, shot });
    }
  }

  /** The worst of a render, worst first. */
  of(render: number): readonly WorstPair[] {
    return this.#worst[render] ?? [];
  }

  #offer(render: number, found: WorstPair): void {
    const near = (other: WorstPair) => Math.abs(other.time - found.time) < APART;
    const kept = this.of(render);
    if (kept.some((other) => near(other) && other.error >= found.error)) return;
    this.#worst[render] = [...kept.filter((other) => !near(other)), found]
      .sort((a, b) => b.error - a.error)
      .slice(0, this.#count);
  }
}
