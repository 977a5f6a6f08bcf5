import type { FrameContext } from './frame-context.js';

/** Where a frame stands in its clip. */
export interface FramePlace {
  readonly time: number;
  readonly shot: number;
}

/** Which way a measure is better: `lower`, near the `source`'s own, or `neither`. */
export type Better = 'lower' | 'source' | 'neither';

/** What people read of a measure. */
export interface MeasureText {
  /** In tables. */
  readonly label: string;
  /** Over a chart. */
  readonly title: string;
  readonly unit?: 'pixels';
  /** Of the CSV's columns; by default the label. */
  readonly column?: string;
  readonly better: Better;
  /** What it means and which way is better, in a sentence. */
  readonly sentence: string;
  /** How it is computed, as a formula with its conditions. */
  readonly definition: string;
  /** Which values are good, for the docs. */
  readonly good: string;
  /** What values are multiplied by where space is short. Default 1. */
  readonly factor?: number;
  /** The value of a frame that is its own source, where that is always the same. */
  readonly sourceValue?: number;
  /** Only some frames are measured: no chart. */
  readonly sampled?: boolean;
  /** Below these values of the source nothing can be said of a ratio to it. */
  readonly floor?: number;
}

/** Means under way: of a clip, or of a shot. */
export interface Tally<Value, Mean> {
  add(value: Value, place: FramePlace): void;
  readonly mean: Mean;
}

/** How the values of a row are written. */
export type RowFormat = 'scientific' | 'decimal' | 'percent';

/** One line of a table of results: a measure, of the source and of each render. */
export interface SummaryRow {
  readonly name: string;
  readonly format: RowFormat;
  /** Undefined where the source has no such value, null where it could not be measured. */
  readonly source: number | null | undefined;
  readonly renders: readonly (number | null)[];
  readonly remark: string;
}

/** What values of one form have in common: a number a frame, one for each gap, one for each layer … */
export interface Shape<Value, Mean> {
  tally(text: MeasureText): Tally<Value, Mean>;
  /** Lines of a table for the means of several renders; none where nothing was measured. */
  rows(text: MeasureText, means: readonly Mean[]): SummaryRow[];
  /** Columns of the CSV. `example` is a value that is not null, where there is one. */
  columns(name: string, gaps: readonly number[], example: Value | undefined): string[];
  /** The cells of these columns, of one frame. */
  cells(value: Value): (number | null | undefined)[];
}

/** One thing that is measured of every frame of a render. */
export interface Measure<Value, Mean> extends MeasureText {
  readonly shape: Shape<Value, Mean>;
  /** A value for each render. */
  compute(context: FrameContext): readonly Value[] | Promise<readonly Value[]>;
}

/** A mean under way; null of nothing. */
export class RunningMean {
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
