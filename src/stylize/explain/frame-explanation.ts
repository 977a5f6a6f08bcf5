import type { Image } from '../../image.js';
import type { LossTermName } from '../../loss-terms.js';

/** A term of the loss at one layer. */
export interface ExplainedPart {
  readonly term: LossTermName;
  /** The layer's name, or `picture`. */
  readonly layer: string;
  /** How far pictures are from what this part pulls them to: for style, 1 is the shot's first source frame. */
  readonly distance: { readonly source: number; readonly start: number; readonly painted: number };
  /** What it adds to the painted picture's loss: its weight times that. */
  readonly loss: number;
  /** How strongly it pulls at each pixel of the painted picture: the length of the gradient over its colours. */
  readonly pull: Float32Array;
  /** The root mean square of `pull`. */
  readonly strength: number;
  /** Whether the finest scale leaves it to the coarser ones: then it is in neither the loss there nor its pull. */
  readonly coarserOnly: boolean;
}

/** The terms of a picture, by name, each as a distance: without its weight. */
export type TermDistances = { readonly [Name in LossTermName]: number | undefined };

/** What a few more evaluations make of the painted picture. */
export interface WeightTry {
  /** The option that was changed; undefined: none, only the evaluations were more. */
  readonly option: `${LossTermName}Weight` | undefined;
  readonly before: number;
  readonly after: number;
  readonly image: Image;
  readonly distances: TermDistances;
  /** Root mean square of what changed, in [0,1]. */
  readonly change: number;
}

/** Why a painted frame looks as it does. Pictures are without margin. */
export interface FrameExplanation {
  readonly source: Image;
  readonly painted: Image;
  readonly parts: readonly ExplainedPart[];
  readonly distances: TermDistances;
  /** The first changes nothing but the number of evaluations. */
  readonly tries: readonly WeightTry[];
  /** What the numbers say, in sentences. */
  readonly advice: readonly string[];
}
