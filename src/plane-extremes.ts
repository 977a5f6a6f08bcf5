import type { Size } from './image.js';

/** For each pixel of a plane, `width·height` values, row-major, the greatest value within `by` pixels each way. */
export function greatestAround(plane: Float32Array, { width, height }: Size, by: number): Float32Array {
  const across = along(plane, { length: width, step: 1, lines: height, lineStep: width }, by, Math.max);
  return along(across, { length: height, step: width, lines: width, lineStep: 1 }, by, Math.max);
}

/** The least value likewise. */
export function leastAround(plane: Float32Array, { width, height }: Size, by: number): Float32Array {
  const across = along(plane, { length: width, step: 1, lines: height, lineStep: width }, by, Math.min);
  return along(across, { length: height, step: width, lines: width, lineStep: 1 }, by, Math.min);
}

/** How a plane is gone through line by line. */
interface Lines {
  readonly length: number;
  readonly step: number;
  readonly lines: number;
  readonly lineStep: number;
}

function along(
  plane: Float32Array,
  { length, step, lines, lineStep }: Lines,
  by: number,
  pick: (a: number, b: number) => number,
): Float32Array {
  const out = new Float32Array(plane.length);
  for (let line = 0; line < lines; line++) {
    const from = line * lineStep;
    for (let i = 0; i < length; i++) {
      let found = plane[from + i * step]!;
      for (let k = Math.max(0, i - by); k <= Math.min(length - 1, i + by); k++) {
        found = pick(found, plane[from + k * step]!);
      }
      out[from + i * step] = found;
    }
  }
  return out;
}
