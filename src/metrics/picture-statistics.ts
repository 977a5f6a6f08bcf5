import type { Image } from '../image.js';

/** What shows whether a picture has darkened or blurred. */
export interface PictureStatistics {
  /** Mean luma, 0.2126 R + 0.7152 G + 0.0722 B of the encoded values (BT.709), 0…1. */
  readonly luminance: number;
  /** Mean over pixels of the squared luma steps to the right and downwards. */
  readonly gradientEnergy: number;
}

/** Mean luminance and gradient energy of a picture; steps across its border count as none. */
export function pictureStatistics({ width, height, data }: Image): PictureStatistics {
  const pixels = width * height;
  const luma = new Float32Array(pixels);
  let sum = 0;
  for (let p = 0; p < pixels; p++) {
    const y =
      0.2126 * (data[p] as number) +
      0.7152 * (data[pixels + p] as number) +
      0.0722 * (data[2 * pixels + p] as number);
    luma[p] = y;
    sum += y;
  }
  let energy = 0;
  for (let y = 0, p = 0; y < height; y++) {
    for (let x = 0; x < width; x++, p++) {
      if (x + 1 < width) energy += ((luma[p + 1] as number) - (luma[p] as number)) ** 2;
      if (y + 1 < height) energy += ((luma[p + width] as number) - (luma[p] as number)) ** 2;
    }
  }
  return { luminance: sum / pixels, gradientEnergy: energy / pixels };
}
