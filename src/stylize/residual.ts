import type { Image } from '../image.js';
import { resizeImage } from '../image-resize.js';

/** Values limited to [0,1]. */
export function clamped(image: Image): Image {
  const data = image.data.slice();
  clamp(data);
  return { ...image, data };
}

/** Limits values to [0,1], in place. */
export function clamp(values: Float32Array): void {
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (value <= 0) values[i] = 0;
    else if (value > 1) values[i] = 1;
  }
}

/**
 * The picture plus what a coarser scale changed: image + up(share · (after − before)), clamped to [0,1].
 *
 * @param share by pixel of the coarser scale
 */
export function withCorrection(image: Image, before: Image, after: Image, share: Float32Array): Image {
  const change = after.data.map((value, i) => share[i % share.length]! * (value - before.data[i]!));
  const { data } = resizeImage({ ...after, data: change }, image.width, image.height);
  for (let i = 0; i < data.length; i++) data[i] = Math.min(1, Math.max(0, data[i]! + image.data[i]!));
  return { ...image, data };
}
