import { colourMap, colourOffset } from '../metrics/heat/colour-map.js';
import { HEAT_FULL_SCALE } from '../metrics/heat/paint-heat.js';

/** How opaque a difference is for each share of the full scale: all but so from 2/7 on. */
const opacityRise = 3.5;
/** Something of the picture shows through everywhere. */
const mostOpaque = 0.92;

/**
 * Colours squared differences as RGBA, 0 … 255, in the colours and on the
 * scale of the heat map videos: the larger the root, the brighter and the less
 * transparent; nothing at 0 and where nothing is known (−1).
 */
export function heatColours(squared: Float32Array): Uint8ClampedArray {
  const out = new Uint8ClampedArray(4 * squared.length);
  for (let p = 0; p < squared.length; p++) {
    const value = squared[p] as number;
    if (value <= 0) continue;
    const share = Math.sqrt(value) / HEAT_FULL_SCALE;
    const colour = colourOffset(share);
    for (let c = 0; c < 3; c++) out[4 * p + c] = 255 * (colourMap[colour + c] as number);
    out[4 * p + 3] = 255 * Math.min(mostOpaque, opacityRise * share);
  }
  return out;
}
