import type { Image } from '../../image.js';
import { resizePainting } from '../../image-resize.js';
import type { LayerScales } from '../layer-scales.js';

/** A painting, and how large it is to be seen. */
export interface SeenPainting {
  /** At any size; larger than it is to be seen, nothing of its texture is lost. */
  readonly picture: Image;
  /** Its longer side, in pixels. */
  readonly side: number;
  /** Of the layers that see it larger or smaller. */
  readonly scales: LayerScales;
}

/** A painting as it is seen, or at a multiple of that size: one that is smaller is enlarged, as for optimising. */
export function paintingAt({ picture, side }: SeenPainting, scale = 1): Image {
  const factor = (scale * side) / Math.max(picture.width, picture.height);
  const scaled = (length: number) => Math.max(16, Math.round(length * factor));
  const [width, height] = [scaled(picture.width), scaled(picture.height)];
  if (width === picture.width && height === picture.height) return picture;
  return resizePainting(picture, width, height);
}
