import type { Features } from './layout.js';

/** The forward pass up to the deepest layer asked for. */
export interface ForwardPass {
  /**
   * Output of every step, by name. A convolution of VGG's that was not asked
   * for stands there rectified already.
   */
  readonly features: ReadonlyMap<string, Features>;
  /** Writes the backward pass: the gradient of the picture, planar; undefined where nothing was injected at a layer. */
  readonly writeBackward: (injected: Injections) => Features | undefined;
}

/**
 * By layer, writes the gradient of the loss with respect to that layer's features: its own added to what flows back
 * through deeper layers, if anything does.
 */
export type Injections = ReadonlyMap<string, (deeper: Features | undefined) => Features>;
