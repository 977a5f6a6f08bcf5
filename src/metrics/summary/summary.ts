import type { FrameMetrics, MeasuredMeans } from '../measures/frame-metrics.js';
import { measureList } from '../measures/table.js';

/** What a clip, or a shot of it, comes to. Means over the frames or pairs that there are; null for none. */
export interface ClipSummary extends MeasuredMeans {
  readonly frames: number;
  /** Source time of the first and the last frame, in seconds. */
  readonly from: number;
  readonly to: number;
}

/** A shot's own summary. */
export interface ShotSummary extends ClipSummary {
  /** Counted from 0. */
  readonly shot: number;
  /** The source's number of its first frame, from 0. */
  readonly firstFrame: number;
}

/** The whole clip and each of its shots. */
export interface Summary {
  readonly whole: ClipSummary;
  readonly shots: readonly ShotSummary[];
}

/** Summarises the records of one render. */
export function summarise(records: Iterable<FrameMetrics>): Summary {
  const summariser = new Summariser();
  for (const record of records) summariser.add(record);
  return summariser.summary();
}

/** Sums up records as they come; holds a few numbers a shot. */
export class Summariser {
  readonly #whole = new ClipTally();
  readonly #shots: { readonly shot: number; readonly firstFrame: number; readonly tally: ClipTally }[] = [];

  add(record: FrameMetrics): void {
    this.#whole.add(record);
    if (this.#shots.at(-1)?.shot !== record.shot) {
      this.#shots.push({ shot: record.shot, firstFrame: record.frame, tally: new ClipTally() });
    }
    this.#shots.at(-1)?.tally.add(record);
  }

  summary(): Summary {
    return {
      whole: this.#whole.summary(),
      shots: this.#shots.map(({ tally, ...shot }) => ({ ...shot, ...tally.summary() })),
    };
  }
}

class ClipTally {
  #frames = 0;
  #from = 0;
  #to = 0;
  readonly #tallies = measureList.map(([key, measure]) => ({ key, tally: measure.shape.tally(measure) }));

  add(record: FrameMetrics): void {
    if (this.#frames++ === 0) this.#from = record.time;
    this.#to = record.time;
    for (const { key, tally } of this.#tallies) tally.add(record[key], record);
  }

  summary(): ClipSummary {
    const means = Object.fromEntries(this.#tallies.map(({ key, tally }) => [key, tally.mean()]));
    return { frames: this.#frames, from: this.#from, to: this.#to, ...(means as unknown as MeasuredMeans) };
  }
}
