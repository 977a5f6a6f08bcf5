import type { Image } from '../../src/image.js';

/** Mean over pixels and channels of |channel − mean of the pixel's three channels|; 0 is grey. */
export function chromaOf({ width, height, data }: Image): number {
  const pixels = width * height;
  let sum = 0;
  for (let p = 0; p < pixels; p++) {
    const red = data[p] as number;
    const green = data[pixels + p] as number;
    const blue = data[2 * pixels + p] as number;
    const mean = (red + green + blue) / 3;
    sum += Math.abs(red - mean) + Math.abs(green - mean) + Math.abs(blue - mean);
  }
  return sum / (3 * pixels);
}
