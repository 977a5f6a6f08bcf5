import type { FrameMetrics, OutputInput, StyleMetrics } from '../measures/frame-metrics.js';
import { type DriftSummary, DriftTally } from './drift.js';

/** Warping error at one gap: means over pairs. Null where there was none. */
export interface GapSummary {
  readonly gap: number;
  readonly pairs: number;
  readonly output: number | null;
  readonly input: number | null;
  readonly trusted: number | null;
}

/** A picture measure: its mean over frames, and where it goes. */
export interface TrendSummary extends OutputInput {
  /** Null where the source is too dark, grey or flat to be compared with, or there are fewer than three frames. */
  readonly drift: DriftSummary | null;
}

/** What a clip, or a shot of it, comes to. Means over the frames or pairs that there are; null for none. */
export interface ClipSummary {
  readonly frames: number;
  /** Source time of the first and the last frame, in seconds. */
  readonly from: number;
  readonly to: number;
  readonly warping: readonly GapSummary[];
  readonly tof: number | null;
  readonly flicker: (OutputInput & { readonly still: number; readonly pairs: number }) | null;
  readonly luminance: TrendSummary;
  readonly chroma: TrendSummary;
  readonly sharpness: TrendSummary;
  readonly contentDistance: number | null;
  readonly styleDistance: StyleMetrics | null;
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
  readonly #whole = new Tally();
  readonly #shots: { readonly shot: number; readonly firstFrame: number; readonly tally: Tally }[] = [];

  add(record: FrameMetrics): void {
    this.#whole.add(record);
    if (this.#shots.at(-1)?.shot !== record.shot) {
      this.#shots.push({ shot: record.shot, firstFrame: record.frame, tally: new Tally() });
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

/** A mean under way; null of nothing. */
class Mean {
  #sum = 0;
  count = 0;
  add(value: number): void {
    this.#sum += value;
    this.count++;
  }
  get value(): number | null {
    return this.count === 0 ? null : this.#sum / this.count;
  }
}

const trends = ['luminance', 'chroma', 'sharpness'] as const;

class Tally {
  #frames = 0;
  #from = 0;
  #to = 0;
  readonly #warping = new Map<number, { output: Mean; input: Mean; trusted: Mean }>();
  readonly #tof = new Mean();
  readonly #flicker = { output: new Mean(), input: new Mean(), still: new Mean() };
  readonly #trends = trends.map((name) => ({
    ...{ name, output: new Mean(), input: new Mean(), drift: new DriftTally(name) },
  }));
  readonly #content = new Mean();
  readonly #style = new Mean();
  readonly #layers = new Map<string, Mean>();

  add(record: FrameMetrics): void {
    if (this.#frames++ === 0) this.#from = record.time;
    this.#to = record.time;
    for (const { gap, output, input, trusted } of record.warping) {
      const sums = this.#warping.get(gap) ?? { output: new Mean(), input: new Mean(), trusted: new Mean() };
      this.#warping.set(gap, sums);
      if (output === null || input === null) continue;
      sums.output.add(output);
      sums.input.add(input);
      sums.trusted.add(trusted);
    }
    if (record.tof !== null) this.#tof.add(record.tof);
    if (record.flicker !== null) {
      for (const part of ['output', 'input', 'still'] as const) this.#flicker[part].add(record.flicker[part]);
    }
    for (const { name, output, input, drift } of this.#trends) {
      output.add(record[name].output);
      input.add(record[name].input);
      drift.add(record.shot, record.time, record[name]);
    }
    if (record.contentDistance !== null) this.#content.add(record.contentDistance);
    if (record.styleDistance !== null) {
      this.#style.add(record.styleDistance.value);
      for (const { layer, value } of record.styleDistance.layers) {
        const mean = this.#layers.get(layer) ?? new Mean();
        this.#layers.set(layer, mean);
        mean.add(value);
      }
    }
  }

  summary(): ClipSummary {
    const [luminance, chroma, sharpness] = this.#trends.map(({ output, input, drift }) => ({
      ...{ output: output.value ?? 0, input: input.value ?? 0, drift: drift.summary() },
    })) as [TrendSummary, TrendSummary, TrendSummary];
    const style = this.#style.value;
    return {
      ...{ frames: this.#frames, from: this.#from, to: this.#to },
      warping: [...this.#warping].map(([gap, { output, input, trusted }]) => ({
        ...{ gap, pairs: output.count, output: output.value, input: input.value, trusted: trusted.value },
      })),
      tof: this.#tof.value,
      flicker: this.#flickerSummary(),
      ...{ luminance, chroma, sharpness, contentDistance: this.#content.value },
      styleDistance:
        style === null
          ? null
          : {
              value: style,
              layers: [...this.#layers].map(([layer, mean]) => ({ layer, value: mean.value ?? 0 })),
            },
    };
  }

  #flickerSummary(): ClipSummary['flicker'] {
    const [output, input, still] = [this.#flicker.output, this.#flicker.input, this.#flicker.still];
    if (output.value === null || input.value === null || still.value === null) return null;
    return { output: output.value, input: input.value, still: still.value, pairs: output.count };
  }
}
