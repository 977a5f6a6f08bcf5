import type { Image } from '../../image.js';

/** What the key frames of a shot say about a frame: pictures that were given, carried along the flow. */
export interface KeyGuide {
  readonly target: Image;
  /** By pixel, how surely it is what the key frames show: `width·height`, in [0,1]. */
  readonly weight: Float32Array;
  /** The frame is a key frame itself: the target is what is shown. */
  readonly given: boolean;
}
