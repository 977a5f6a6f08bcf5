import type { Anchor } from '../anchor.js';
import type { FollowedMask } from '../followed-mask.js';
import type { Image } from '../image.js';
import type { LossTerms } from '../loss-terms.js';
import type { ColourStatistics } from './initial/colour-transfer.js';
import type { SettledLook } from './lag.js';
import type { StyleDistances } from './loss/style-distances.js';
import type { Size } from './network/layers.js';

/** What one scale of a shot is measured against, fixed by the shot's first source frame. */
export interface ScaleNormalisers extends Size {
  /** By painting (the style, those blended with it, those of regions), then by style layer in the order of the settings. */
  readonly styles: readonly (readonly StyleDistances[])[];
  /** Mean squared activation of the source, by content layer. */
  readonly content: readonly number[];
}

/** A frame that has been painted, as the following ones refer to it. */
export interface PastFrame {
  readonly source: Image;
  readonly stylized: Image;
  /**
   * By pixel, how long its paint has been worked on: near 0 where the frame has just uncovered it, 1 after some
   * frames. `width·height`, in [0,1]; absent where all of it is finished.
   */
  readonly convergence?: Float32Array | undefined;
}

/**
 * All that crosses from one frame of a shot to the next. A plain value: a
 * frame painted from a state that was written down and read back has the same
 * bits as one painted from the state itself.
 */
export interface ShotState {
  /** 0-based number of the shot in the clip. */
  readonly shot: number;
  /** Frames of the shot painted so far, ≥ 1. */
  readonly painted: number;
  /** Loss of the newest frame at the finest scale; null where none is computed. */
  readonly terms: LossTerms | null;
  readonly normalisers: readonly ScaleNormalisers[];
  /** Of the shot, where the painting is seen in them. */
  readonly colours?: ColourStatistics | undefined;
  /** Newest first; as many as the longest distance of the temporal loss asks for. */
  readonly past: readonly PastFrame[];
  /** By which the next frame's drift along the flow is measured; absent where the newest frame is to be the anchor. */
  readonly anchor?: Anchor | undefined;
  /** Where followed masks of regions have come to at the newest frame; absent where the job follows none. */
  readonly followed?: readonly FollowedMask[] | undefined;
  /** γ of the inverse Hessian as last measured at each scale of the later frames' schedule, coarsest first. */
  readonly inverseHessianScales: readonly (number | null)[];
  /** The look that the paint has; absent where none ever changes. */
  readonly settled?: SettledLook | undefined;
}
