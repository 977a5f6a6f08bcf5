import type { Image, Size } from '../../image.js';

/** Rec. 601 luma, row by row, in 0…255: what flow is computed from. Its memory is shared by all threads. */
export interface GreyImage extends Size {
  readonly data: Float32Array<SharedArrayBuffer>;
}

/** A picture in grey. */
export function greyOf({ width, height, data }: Image): GreyImage {
  const pixels = width * height;
  const grey = new Float32Array(new SharedArrayBuffer(4 * pixels));
  for (let p = 0; p < pixels; p++) {
    grey[p] = 76.245 * data[p]! + 149.685 * data[p + pixels]! + 29.07 * data[p + 2 * pixels]!;
  }
  return { width, height, data: grey };
}
