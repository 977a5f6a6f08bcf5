import type { Size } from '../image.js';
import { resizePlane } from '../image-resize.js';

/** One channel, `width·height` floats from 0 to 255, row by row. */
export interface Plane extends Size {
  readonly data: Float32Array;
}

/** ITU-R BT.709 luma of interleaved 8-bit RGB. */
export function lumaPlane(rgb24: Uint8Array, width: number, height: number): Plane {
  const data = new Float32Array(width * height);
  for (let i = 0, p = 0; i < data.length; i++, p += 3) {
    data[i] = 0.2126 * rgb24[p]! + 0.7152 * rgb24[p + 1]! + 0.0722 * rgb24[p + 2]!;
  }
  return { width, height, data };
}

/** One channel of interleaved 8-bit RGB. */
export function channelPlane(rgb24: Uint8Array, channel: number, width: number, height: number): Plane {
  const data = new Float32Array(width * height);
  for (let i = 0, p = channel; i < data.length; i++, p += 3) data[i] = rgb24[p]!;
  return { width, height, data };
}

/** A plane made smaller, every value the mean of the area it covers. */
export function shrunk({ width, height, data }: Plane, toWidth: number, toHeight: number): Plane {
  const small = resizePlane(data, width, height, toWidth, toHeight);
  return { width: toWidth, height: toHeight, data: small };
}

/** The mean over a square of 2·radius+1 pixels, over what of it lies within the picture. */
export function boxMean(plane: Plane, radius: number): Plane {
  const { width, height } = plane;
  const columns = new Float32Array(width); // sums of the rows that the square covers
  const out = new Float32Array(width * height);
  let rows = 0;
  for (let y = -radius; y < height; y++) {
    if (y + radius < height) {
      addRow(columns, plane, y + radius, 1);
      rows++;
    }
    if (y - radius - 1 >= 0) {
      addRow(columns, plane, y - radius - 1, -1);
      rows--;
    }
    if (y >= 0) slideInto(out, y * width, columns, radius, rows);
  }
  return { width, height, data: out };
}

function addRow(columns: Float32Array, { width, data }: Plane, y: number, sign: 1 | -1): void {
  const row = y * width;
  for (let x = 0; x < width; x++) columns[x] = columns[x]! + sign * data[row + x]!;
}

/** Means of 2·radius+1 neighbouring columns, each the sum of `rows` values. */
function slideInto(out: Float32Array, at: number, columns: Float32Array, radius: number, rows: number): void {
  const width = columns.length;
  const inside = Math.max(0, width - radius); // from here on, no column comes in
  let sum = 0;
  for (let x = 0; x < Math.min(radius, width); x++) sum += columns[x]!;
  const share = 1 / ((2 * radius + 1) * rows);
  for (let x = 0; x < width; x++) {
    if (x > radius && x < inside) {
      sum += columns[x + radius]! - columns[x - radius - 1]!;
      out[at + x] = sum * share;
      continue;
    }
    if (x < inside) sum += columns[x + radius]!;
    if (x > radius) sum -= columns[x - radius - 1]!;
    out[at + x] = sum / ((Math.min(width - 1, x + radius) - Math.max(0, x - radius) + 1) * rows);
  }
}
