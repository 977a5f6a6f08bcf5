import type { Image } from '../image.js';
import type { FrameStylizer } from '../stylize/frame-stylizer.js';

/** What is painted. */
export type WorkKind = 'clip' | 'picture';

/** A painter that wants a shot measured before its first frame is painted. What it measures, it alone understands. */
export interface ShotPainter {
  /** How many frames of a shot it measures at most, whatever their size; absent: as few as it can hold. */
  readonly pictures?: number | undefined;
  /** @param pictures some frames of the shot, evenly spread, in their active area, without a margin */
  measureShot(pictures: readonly Image[]): Promise<unknown>;
  /** Every frame painted from now on is one of this shot. */
  openShot(statistics: unknown): Promise<void>;
}

/** A stylizer with what it computes on. Frames are to be handed in with their margin. */
export interface Painter extends AsyncDisposable {
  readonly stylizer: FrameStylizer;
  /** For people: `CPU, 2 threads (onnxruntime 1.30.0)`. */
  readonly device: string;
  /** Undefined where shots are not measured. */
  readonly shots: ShotPainter | undefined;
  /** What to throw instead of an error that painting ended with; after an abort, that error. */
  explain(error: unknown): unknown;
}
