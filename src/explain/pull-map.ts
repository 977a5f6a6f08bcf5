import { createImage, type Image } from '../image.js';
import { resizePlane } from '../image-resize.js';
import { colourMap, colourOffset } from '../metrics/heat/colour-map.js';

/** How much of the painted picture shows through in grey. */
const dimmed = 0.5;

/** Pixels that are averaged along a side: single pixels are pulled this way and that by turns. */
const averaged = 6;

/**
 * Where a part of the loss pulls, on the average of some pixels, in colours over the picture in grey; the brightest
 * colour is what one of a hundred pixels exceeds, and none what a quarter stays below.
 *
 * @param sharp by pixel of the picture, ≥ 0
 */
export function pullMap(picture: Image, sharp: Float32Array): Image {
  const { width, height, data } = picture;
  const pixels = width * height;
  const [w, h] = [Math.ceil(width / averaged), Math.ceil(height / averaged)];
  const pull = resizePlane(resizePlane(sharp, width, height, w, h), w, h, width, height);
  const [low, full] = usualRange(pull);
  const out = createImage(width, height);
  for (let p = 0; p < pixels; p++) {
    const grey = (dimmed * (data[p]! + data[p + pixels]! + data[p + 2 * pixels]!)) / 3;
    const value = full > low ? Math.min(1, Math.max(0, (pull[p]! - low) / (full - low))) : 0;
    const colour = colourOffset(value);
    const opacity = 0.85 * Math.sqrt(value);
    for (let c = 0; c < 3; c++) {
      out.data[c * pixels + p] = grey * (1 - opacity) + colourMap[colour + c]! * opacity;
    }
  }
  return out;
}

/** The values that a quarter of all pixels are below, and that all but one of a hundred are. */
function usualRange(pull: Float32Array): [low: number, high: number] {
  const sorted = pull.toSorted();
  const at = (share: number) => sorted[Math.floor(share * (sorted.length - 1))] ?? 0;
  return [at(0.25), at(0.99)];
}
