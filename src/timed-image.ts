import type { Image } from './image.js';

/** A frame of a clip: a picture and when it is shown. */
export interface TimedImage {
  readonly image: Image;
  /** Seconds, ascending from frame to frame. */
  readonly time: number;
}
