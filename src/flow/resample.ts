import { createImage, type Image } from '../image.js';

/**
 * An image made smaller by area averaging: every new pixel is the mean of what
 * it covers, pixels cut by its edge counting in part. `width` and `height` may
 * not exceed the image's own.
 */
export function shrinkByArea(image: Image, width: number, height: number): Image {
  const columns = coverage(image.width, width);
  const rows = coverage(image.height, height);
  const out = createImage(width, height);
  const band = new Float32Array(image.width);
  for (let channel = 0; channel < 3; channel++) {
    const plane = channel * image.width * image.height;
    for (let y = 0; y < height; y++) {
      band.fill(0);
      const { first, weights } = rows[y]!;
      weights.forEach((weight, k) => {
        const row = plane + (first + k) * image.width;
        for (let x = 0; x < band.length; x++) band[x] = band[x]! + weight * image.data[row + x]!;
      });
      const target = (channel * height + y) * width;
      for (let x = 0; x < width; x++) {
        const { first: left, weights: across } = columns[x]!;
        let sum = 0;
        for (let k = 0; k < across.length; k++) sum += across[k]! * band[left + k]!;
        out.data[target + x] = sum;
      }
    }
  }
  return out;
}

/** For each of `to` cells, the first of the `from` cells it covers and the shares of them, which sum to 1. */
function coverage(from: number, to: number): { first: number; weights: number[] }[] {
  const scale = from / to;
  return Array.from({ length: to }, (_, i) => {
    const start = i * scale;
    const end = Math.min((i + 1) * scale, from);
    const first = Math.floor(start);
    const weights: number[] = [];
    for (let cell = first; cell < end; cell++) {
      weights.push((Math.min(cell + 1, end) - Math.max(cell, start)) / scale);
    }
    return { first, weights };
  });
}
