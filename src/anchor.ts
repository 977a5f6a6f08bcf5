import type { FlowField } from './flow-field.js';
import type { Image } from './image.js';

/** An earlier frame of a shot by which the drift of its flows is measured, and where the newest frame came from in it. */
export interface Anchor {
  /** The source of the frame that the shot is anchored to. */
  readonly source: Image;
  /** Frames since. */
  readonly age: number;
  /** On the newest frame's grid, to the anchor: the flows of all frames since, one after the other. */
  readonly flow: FlowField;
  /** By pixel of the newest frame, how surely the anchor shows it too: 0 … 1, `width·height`. */
  readonly known: Float32Array;
}
