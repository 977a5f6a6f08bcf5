import type { Image } from '../image.js';
import { resizeImage } from '../image-resize.js';

/** Values limited to [0,1]. */
export function clamped(image: Image): Image {
  return { ...image, data: image.data.map((value) => Math.min(1, Math.max(0, value))) };
}

/** The picture plus what a coarser scale changed: image + up(after − before), clamped to [0,1]. */
export function withCorrection(image: Image, before: Image, after: Image): Image {
  const change = { ...after, data: after.data.map((value, i) => value - (before.data[i] as number)) };
  const { data } = resizeImage(change, image.width, image.height);
  return {
    ...image,
    data: data.map((value, i) => Math.min(1, Math.max(0, value + (image.data[i] as number)))),
  };
}
