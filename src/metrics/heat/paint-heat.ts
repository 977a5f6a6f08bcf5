import { createImage, type Image, lumaAt } from '../../image.js';
import type { HeatMap } from '../measures/warping-error.js';
import { colourMap, colourOffset } from './colour-map.js';

/** Difference, in [0,1], that the colour map's end stands for; what is larger looks the same. */
export const HEAT_FULL_SCALE = 0.25;

/** What the colours of a heat map mean; to be shown beside it. */
export const HEAT_LEGEND =
  `root of the mean squared difference over RGB after warping: dark violet 0, pale yellow ${HEAT_FULL_SCALE} or more; ` +
  'grey where the flow is not trusted, or the frame has no counterpart in its shot';

/** How much of the picture's own lightness is left. */
const dimmed = 0.55;

/**
 * A frame in grey with the warping error over it: the more, the brighter and
 * the less of the frame shows through.
 *
 * @param heat of the frame's own grid; none for a frame without a pair
 */
export function paintHeat(frame: Image, heat: HeatMap | undefined): Image {
  const { width, height, data } = frame;
  const pixels = width * height;
  const out = createImage(width, height);
  for (let p = 0; p < pixels; p++) {
    const grey = dimmed * lumaAt(data, pixels, p);
    const error = heat?.error[p] ?? -1;
    const value = error < 0 ? 0 : Math.sqrt(error) / HEAT_FULL_SCALE;
    const opacity = error < 0 ? 0 : Math.min(1, 0.35 + 1.3 * value);
    const colour = colourOffset(value);
    for (let c = 0; c < 3; c++) {
      out.data[c * pixels + p] = grey * (1 - opacity) + colourMap[colour + c]! * opacity;
    }
  }
  return out;
}
