import type { Size } from './image.js';

/** What the mask of a region that is followed along the flow has come to at a frame. */
export interface FollowedMask extends Size {
  /** Number, from 0, of the region among those that are followed. */
  readonly region: number;
  /** `width·height`, in [0,1]. */
  readonly plane: Float32Array;
}
