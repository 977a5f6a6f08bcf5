/** One curve of a chart. */
export interface ChartLine {
  readonly label: string;
  /** A colour of the theme. */
  readonly colour: `--${string}`;
  readonly dashed?: boolean;
  /** In CSS pixels. Default 1.5. */
  readonly width?: number;
  /** Left out where the y axis is fitted: it may run out of the picture. */
  readonly background?: boolean;
  /** One value for each x; null leaves a gap. */
  readonly values: readonly (number | null)[];
}

/** What a chart shows. */
export interface ChartContent {
  /** Ascending. */
  readonly x: readonly number[];
  readonly lines: readonly ChartLine[];
  /** Places on the x axis that get a hairline. */
  readonly marks?: readonly number[];
  /** The x axis reaches at least this far. */
  readonly xMax?: number;
}
