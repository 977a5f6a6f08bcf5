import type { FrameContext } from './frame-context.js';

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
  add(value: Value, frame: { readonly time: number; readonly shot: number }): void;
  mean(): Mean;
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

/** A cell of the CSV: its column, and the number in it. */
export type Cell = readonly [column: string, value: number | null | undefined];

/** What values of one form have in common: a number a frame, one for each gap, one for each layer … */
export interface Shape<Value, Mean> {
  tally(text: MeasureText): Tally<Value, Mean>;
  /** Lines of a table for the means of several renders; none where nothing was measured. */
  rows(text: MeasureText, means: readonly Mean[]): SummaryRow[];
  /** The cells of a frame; `column` is the first one's name, and that of others begins with it. */
  cells(column: string, value: Value): Cell[];
}

/** One thing that is measured of every frame of a render. */
export interface Measure<Value, Mean> extends MeasureText {
  readonly shape: Shape<Value, Mean>;
  /** A value for each render. */
  compute(context: FrameContext): readonly Value[] | Promise<readonly Value[]>;
}
