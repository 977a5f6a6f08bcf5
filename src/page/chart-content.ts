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

/** A place on the x axis that is worth a word. */
export interface ChartFlag {
  readonly x: number;
  readonly title: string;
}

/** What a chart shows. */
export interface ChartContent {
  /** Ascending. */
  readonly x: readonly number[];
  readonly lines: readonly ChartLine[];
  /** Places on the x axis that get a hairline. */
  readonly marks?: readonly number[];
  /** Places on the x axis that get a flag, each with what it says when it is pointed at. */
  readonly flags?: readonly ChartFlag[];
  /** The x axis reaches at least this far. */
  readonly xMax?: number;
}

/** How a chart writes its numbers, and what it is for. */
export interface ChartOptions {
  readonly height: number;
  /** @param step the distance of two labels */
  readonly formatX: (x: number, step: number) => string;
  readonly formatY: (y: number) => string;
  /** Steps that the x axis may be divided by. */
  readonly stepsX?: readonly number[];
  /** Whether the y axis is, when a chart is shown anew. */
  readonly logarithmic?: () => boolean;
  /** Called with the x that the reader points at, by a click or a drag. */
  readonly onPick?: (x: number) => void;
  /** Called with the index of the nearest x under the pointer, null when it leaves. */
  readonly onHover?: (index: number | null) => void;
}
