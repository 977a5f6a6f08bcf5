import type { Image } from '../image.js';

/** Mean 0.5 and this deviation is what `evenLight` gives every picture. */
const DEVIATION = 0.2;
/** Added to a picture's own deviation, so that the noise of a black one is not blown up without limit. */
const NOISE = 1 / 255;

/**
 * The picture with mean 0.5 and standard deviation 0.2 (over all channels):
 * what is left of it when a fade or a flash is taken out. Not limited to [0,1].
 */
export function evenLight(image: Image): Image {
  const { data } = image;
  let sum = 0;
  for (const value of data) sum += value;
  const mean = sum / data.length;
  let squares = 0;
  for (const value of data) squares += (value - mean) ** 2;
  const scale = DEVIATION / (Math.sqrt(squares / data.length) + NOISE);
  return { ...image, data: data.map((value) => (value - mean) * scale + 0.5) };
}

/** Correlation, −1 … 1, of two pictures of one size, channel means over all pixels taken out; 0 where one is flat. */
export function correlation(a: Image, b: Image): number {
  const pixels = a.width * a.height;
  let product = 0;
  let squareA = 0;
  let squareB = 0;
  for (let plane = 0; plane < 3 * pixels; plane += pixels) {
    let meanA = 0;
    let meanB = 0;
    for (let p = plane; p < plane + pixels; p++) {
      meanA += a.data[p]! / pixels;
      meanB += b.data[p]! / pixels;
    }
    for (let p = plane; p < plane + pixels; p++) {
      const x = a.data[p]! - meanA;
      const y = b.data[p]! - meanB;
      product += x * y;
      squareA += x * x;
      squareB += y * y;
    }
  }
  return squareA > 0 && squareB > 0 ? product / Math.sqrt(squareA * squareB) : 0;
}

/** Mean absolute difference of two pictures of one size. */
export function meanDifference(a: Image, b: Image): number {
  let sum = 0;
  for (let i = 0; i < a.data.length; i++) sum += Math.abs(a.data[i]! - b.data[i]!);
  return sum / a.data.length;
}
