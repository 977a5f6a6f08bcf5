import type { Plane } from './planes.js';

/**
 * How the kernel is stretched at each pixel of a picture, so that it lies along
 * the edge there: four floats a pixel, q, r, s and the lobe. The squared
 * distance of an offset (x, y) is q·x² + r·xy + s·y², and the kernel's window
 * ends where the lobe times it is 1.
 *
 * The direction, the stretch and the lobe are those of EASU in AMD's
 * FidelityFX Super Resolution 1 (2021). Departures: gradients are taken at every
 * pixel and not at every quad, and what is interpolated between pixels is this
 * quadratic form and not the direction, two of which can cancel.
 *
 * @returns `4·width·height` floats
 */
export function edgeShape({ width, height, data }: Plane): Float32Array {
  const out = new Float32Array(4 * data.length);
  for (let y = 0; y < height; y++) {
    const above = Math.max(0, y - 1) * width;
    const below = Math.min(height - 1, y + 1) * width;
    for (let x = 0; x < width; x++) {
      const i = y * width + x;
      const here = data[i]!;
      const left = data[x > 0 ? i - 1 : i]!;
      const right = data[x < width - 1 ? i + 1 : i]!;
      const upper = data[above + x]!;
      const lower = data[below + x]!;
      const straight = (evenness(left, here, right) + evenness(upper, here, lower)) / 2;
      stretchInto(out, 4 * i, right - left, lower - upper, straight * straight);
    }
  }
  return out;
}

/** Differences, of 255, below which there is no edge to follow. */
const FLAT = 1.4;

/** @param straight in [0,1]: 1 on an even slope, where the kernel is stretched most */
function stretchInto(out: Float32Array, at: number, gx: number, gy: number, straight: number): void {
  const length = Math.sqrt(gx * gx + gy * gy);
  const x = length < FLAT ? 1 : gx / length;
  const y = length < FLAT ? 0 : gy / length;
  const diagonal = 1 / Math.max(Math.abs(x), Math.abs(y)); // a diagonal has its pixels further apart
  const across = (1 + (diagonal - 1) * straight) ** 2;
  const along = (1 - 0.5 * straight) ** 2;
  out[at] = across * x * x + along * y * y;
  out[at + 1] = 2 * (across - along) * x * y;
  out[at + 2] = across * y * y + along * x * x;
  out[at + 3] = 0.5 - 0.29 * straight;
}

/** 1 where one of the two steps is the whole way or nearly, 0 where they cancel. */
function evenness(before: number, here: number, after: number): number {
  const largest = Math.max(Math.abs(after - here), Math.abs(here - before));
  if (largest === 0) return 0;
  const share = Math.min(1, Math.abs(after - before) / largest);
  return share * share;
}
