import type { Image } from '../../src/image.js';

/** Luma of every pixel, 0.2126 R + 0.7152 G + 0.0722 B of the encoded values (BT.709); `width·height`. */
export function lumaOf({ width, height, data }: Image): Float32Array {
  const pixels = width * height;
  return Float32Array.from(
    { length: pixels },
    (_, p) =>
      0.2126 * (data[p] as number) +
      0.7152 * (data[pixels + p] as number) +
      0.0722 * (data[2 * pixels + p] as number),
  );
}

/** The picture without its colours: every channel is the luma. */
export function greyed(image: Image): Image {
  const luma = lumaOf(image);
  const data = new Float32Array(image.data.length);
  for (let c = 0; c < 3; c++) data.set(luma, c * luma.length);
  return { ...image, data };
}
