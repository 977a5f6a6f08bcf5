import type { Image } from '../../image.js';

/** Octaves of detail that are looked at, finest first. */
const OCTAVES = 2;
/** The most that an octave is raised by in a frame. */
const MOST = 1.1;

/**
 * A picture with as much fine detail as another: averaging strokes that do not lie exactly on each other takes some in
 * every frame. Each of the two finest octaves (differences of binomial filters of 5×5) is raised, all over the picture by
 * one factor, to the energy that it has in `like`; never lowered. The result can lie a little outside of [0,1].
 */
export function withDetailOf(image: Image, like: Image): Image {
  const data = image.data.slice();
  let [rest, restOfLike] = [image.data, like.data];
  for (let octave = 0; octave < OCTAVES; octave++) {
    const [smooth, smoothOfLike] = [smoothed(rest, image), smoothed(restOfLike, like)];
    const ratio = differenceEnergy(restOfLike, smoothOfLike) / differenceEnergy(rest, smooth);
    // Of a picture without any detail there is nothing to raise.
    const raise = Number.isFinite(ratio) ? Math.min(MOST, Math.max(1, Math.sqrt(ratio))) - 1 : 0;
    if (raise > 0) for (let i = 0; i < data.length; i++) data[i]! += raise * (rest[i]! - smooth[i]!);
    [rest, restOfLike] = [smooth, smoothOfLike];
  }
  return { width: image.width, height: image.height, data };
}

function differenceEnergy(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i]! - b[i]!) ** 2;
  return sum;
}

/** Planes through 1 4 6 4 1 in both directions, border pixels repeated. */
function smoothed(planes: Float32Array, { width, height }: Pick<Image, 'width' | 'height'>): Float32Array {
  const across = new Float32Array(planes.length);
  const out = new Float32Array(planes.length);
  const rows = planes.length / width;
  for (let row = 0; row < rows; row++) {
    filterLineInto(across, planes, row * width, 1, width);
  }
  const pixels = width * height;
  for (let column = 0; column < (planes.length / pixels) * width; column++) {
    const first = Math.floor(column / width) * pixels + (column % width);
    filterLineInto(out, across, first, width, height);
  }
  return out;
}

/** Filters `length` values that begin at `first` and lie `step` apart. */
function filterLineInto(
  out: Float32Array,
  values: Float32Array,
  first: number,
  step: number,
  length: number,
): void {
  const last = first + (length - 1) * step;
  for (let at = first; at <= last; at += step) {
    const before = Math.max(first, at - step);
    const after = Math.min(last, at + step);
    const outer = values[Math.max(first, before - step)]! + values[Math.min(last, after + step)]!;
    out[at] = (outer + 4 * (values[before]! + values[after]!) + 6 * values[at]!) / 16;
  }
}
