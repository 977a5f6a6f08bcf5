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

/** Deviation of luma below which a picture has nothing to be normalised by: gradients would grow without bound. */
const flat = 4 / 255;

/** Whether there is anything to be seen in a picture. */
export function isVaried(picture: Image): boolean {
  return lightOf(picture).deviation > flat;
}
