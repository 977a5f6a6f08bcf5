import { type Image, lumaAt } from '../../image.js';
import type { ColourStatistics } from '../initial/colour-transfer.js';

/** Mean and standard deviation of luma. */
export interface Light {
  readonly mean: number;
  readonly deviation: number;
}

export function lightOf({ width, height, data }: Image): Light {
  const pixels = width * height;
  let [sum, squares] = [0, 0];
  for (let p = 0; p < pixels; p++) {
    const luma = lumaAt(data, pixels, p);
    sum += luma;
    squares += luma * luma;
  }
  const mean = sum / pixels;
  return { mean, deviation: Math.sqrt(Math.max(0, squares / pixels - mean ** 2)) };
}

/** That of all pixels with such colours. */
export function lightOfColours({ mean, covariance }: ColourStatistics): Light {
  const luma = (values: readonly number[]) => lumaAt(Float32Array.from(values), 1, 0);
  const rows = [0, 1, 2].map((row) => luma(covariance.slice(3 * row, 3 * row + 3)));
  return { mean: luma(mean), deviation: Math.sqrt(Math.max(0, luma(rows))) };
}

/** Share of a shot's light from which on a frame is painted in full: whole scenes are seldom that dark, and fades end soon. */
const fullFrom = 1 / 3;
/** A shot is taken to have as much light as this, at least: black ones have none. */
const least = 8 / 255;

/**
 * How far a frame is faded in from black, in [0,1]: what its painting is to be multiplied by. A painter that is normalised
 * over the shot paints black in some middle tone of the painting, and so would never begin at black. A frame counts as
 * faded that has little light and little contrast, by those of its shot.
 */
export function fadedIn(frame: Light, shot: Light): number {
  const light = Math.max(
    frame.mean / Math.max(least, shot.mean),
    frame.deviation / Math.max(least, shot.deviation),
  );
  return Math.min(1, light / fullFrom);
}
