import type { InputDecision } from './input-decision.js';
import type { VggColumn } from './layers.js';
import type { Convolution, Pooling } from './network.js';

/** What a file of weights holds, in whatever format; its input is not yet folded in. */
export interface Weights {
  readonly column: VggColumn;
  /** In VGG's order up to some depth, as they stand in the file. */
  readonly convolutions: readonly Convolution[];
  /** What the first of them expects; undefined where nothing tells. */
  readonly input: InputDecision | undefined;
  readonly pooling: Pooling;
  /** C×C symmetric matrices by layer name, of our own networks. */
  readonly metrics: ReadonlyMap<string, Float32Array>;
  /** What the file calls itself. */
  readonly name: string | undefined;
}
