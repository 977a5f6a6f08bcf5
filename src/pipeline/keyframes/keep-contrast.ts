import { boxBlur } from '../../flow/blur.js';
import type { Image } from '../../image.js';

/** Sides of a neighbourhood, as a share of the picture's longer side: a few strokes. */
const neighbourhood = 1 / 12;
/** The most that details are raised by: strokes that cancel each other cannot be brought back. */
const most = 1.6;
/** Below this variance, of values in [0,1], there is nothing to raise. */
const flat = 1e-5;

/**
 * A mixture of two pictures with the contrast that they have: strokes that do not lie on each other take it from each
 * other, and halfway between two pictures a mixture is pale. Around every pixel, what differs from the mean there is
 * raised until its variance is that of the two, by their shares. Where both pictures are alike, nothing changes.
 *
 * @param share of `to`, by pixel, in [0,1]
 */
export function mixKeepingContrast(from: Image, to: Image, share: Float32Array): Image {
  const { width, height } = from;
  const pixels = width * height;
  const radius = Math.max(2, Math.round((neighbourhood * Math.max(width, height)) / 2));
  const around = (plane: Float32Array) => boxBlur(plane, width, height, radius);
  const planeOf = ({ data }: Image, c: number) => data.subarray(c * pixels, (c + 1) * pixels);
  const means: Float32Array[] = [];
  const wanted = new Float32Array(pixels);
  const found = new Float32Array(pixels);
  const data = new Float32Array(3 * pixels);
  for (let c = 0; c < 3; c++) {
    const [a, b] = [planeOf(from, c), planeOf(to, c)];
    const mixed = planeOf({ width, height, data }, c);
    for (let p = 0; p < pixels; p++) mixed[p] = a[p]! + share[p]! * (b[p]! - a[p]!);
    const mean = around(mixed);
    const [ofA, ofB, own] = [variance(a, around), variance(b, around), variance(mixed, around)];
    for (let p = 0; p < pixels; p++) {
      wanted[p]! += ofA[p]! + share[p]! * (ofB[p]! - ofA[p]!);
      found[p]! += own[p]!;
    }
    means.push(mean);
  }
  const gain = found.map((value, p) =>
    Math.min(most, Math.max(1, Math.sqrt((wanted[p]! + flat) / (Math.max(0, value) + flat)))),
  );
  const smooth = around(gain);
  for (let i = 0; i < data.length; i++) {
    const p = i % pixels;
    const mean = means[Math.floor(i / pixels)]![p]!;
    data[i] = Math.min(1, Math.max(0, mean + smooth[p]! * (data[i]! - mean)));
  }
  return { width, height, data };
}

/** Of a plane, around every pixel. */
function variance(plane: Float32Array, around: (plane: Float32Array) => Float32Array): Float32Array {
  const mean = around(plane);
  return around(plane.map((value) => value * value)).map((square, p) => Math.max(0, square - mean[p]! ** 2));
}
