import { type Image, lumaAt } from '../../src/image.js';

/** Luma of every pixel, `width·height`. */
export function lumaOf({ width, height, data }: Image): Float32Array {
  const pixels = width * height;
  return Float32Array.from({ length: pixels }, (_, p) => lumaAt(data, pixels, p));
}

/** The picture without its colours: every channel is the luma. */
export function greyed(image: Image): Image {
  const luma = lumaOf(image);
  const data = new Float32Array(image.data.length);
  for (let c = 0; c < 3; c++) data.set(luma, c * luma.length);
  return { ...image, data };
}
