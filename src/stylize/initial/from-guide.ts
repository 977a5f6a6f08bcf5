import type { Image } from '../../image.js';
import { resizeImage, resizePlane } from '../../image-resize.js';
import type { KeyGuide } from '../loss/key-guide.js';

/** A picture at any size, with what key frames show in its place as far as that is trusted. */
export function withGuide(image: Image, guide: KeyGuide | undefined): Image {
  if (guide === undefined) return image;
  const { width, height } = image;
  const { target, weight } = guide;
  const shown = resizeImage(target, width, height).data;
  const trust = resizePlane(weight, target.width, target.height, width, height);
  const pixels = trust.length;
  return {
    width,
    height,
    data: image.data.map((value, i) => value + trust[i % pixels]! * (shown[i]! - value)),
  };
}
