import type { Image } from './image.js';

/**
 * What each sample of one axis is made of: output i is the sum over k < taps
 * of `weights[i·taps + k]` × input `start[i] + k`. Weights of an output sum to 1.
 */
interface AxisTaps {
  readonly taps: number;
  readonly start: Int32Array;
  readonly weights: Float32Array;
}

/** What the outputs of an axis are made of, before all weights of one are scaled to the sum 1. */
interface Sampling {
  /** Most inputs that an output can be made of. */
  readonly reach: number;
  /** The first of these. */
  readonly first: (output: number) => number;
  readonly weight: (input: number, output: number) => number;
}

/** A way of sampling, for an axis whose outputs lie `scale` inputs apart. */
type Filter = (scale: number) => Sampling;

interface Filters {
  /** Where an axis gets longer. */
  readonly enlarge: Filter;
  /** Where it gets shorter. */
  readonly reduce: Filter;
}

/** The input position at the middle of an output. */
const middleOf = (output: number, scale: number) => (output + 0.5) * scale - 0.5;

const unchanged: Filter = () => ({ reach: 1, first: (i) => i, weight: () => 1 });

const linear: Filter = (scale) => ({
  reach: 2,
  first: (i) => Math.floor(middleOf(i, scale)),
  weight: (j, i) => Math.max(0, 1 - Math.abs(middleOf(i, scale) - j)),
});

/** The cubic of Keys 1981 with a = −½. */
const catmullRom: Filter = (scale) => ({
  reach: 4,
  first: (i) => Math.floor(middleOf(i, scale)) - 1,
  weight(j, i) {
    const d = Math.abs(middleOf(i, scale) - j);
    if (d >= 2) return 0;
    return d < 1 ? 1 + d * d * (1.5 * d - 2.5) : 2 - d * (4 - d * (2.5 - 0.5 * d));
  },
});

/** By the area of each input that an output covers. */
const area: Filter = (scale) => ({
  // One more than the area's length where it may straddle.
  reach: Number.isInteger(scale) ? scale : Math.ceil(scale) + 1,
  first: (i) => Math.floor(i * scale),
  weight(j, i) {
    const covered = Math.min((i + 1) * scale, j + 1) - Math.max(i * scale, j);
    return covered > 1e-9 ? covered / scale : 0;
  },
});

/**
 * The windowed sinc of three lobes, sinc(x) · sinc(x / 3) (Duchon 1979), which keeps fine texture as strong as the smaller
 * grid can hold it.
 */
const lanczos: Filter = (scale) => ({
  reach: 2 * Math.ceil(3 * scale) + 1,
  first: (i) => Math.round(middleOf(i, scale)) - Math.ceil(3 * scale),
  weight(j, i) {
    const x = Math.abs(middleOf(i, scale) - j) / scale;
    if (x >= 3) return 0;
    if (x < 1e-6) return 1;
    const a = Math.PI * x;
    return (3 * Math.sin(a) * Math.sin(a / 3)) / (a * a);
  },
});

/**
 * A picture at another size. An axis that gets shorter is averaged over the
 * area each new pixel covers (fractional coverage at its ends), so that the
 * mean is kept and nothing aliases by point sampling; an axis that gets longer
 * is interpolated with the Catmull-Rom cubic (Keys 1981, a = −½), borders
 * repeated. The outer edges of old and new picture coincide. Values may leave
 * [0,1] by the cubic's overshoot and are not clamped. A picture that has the
 * size already is returned itself.
 *
 * @throws RangeError if a size is not an integer ≥ 1.
 */
export function resizeImage(image: Image, width: number, height: number): Image {
  return resizeBy({ enlarge: catmullRom, reduce: area }, image, width, height);
}

/**
 * As `resizeImage`, but an axis that gets shorter passes Lanczos' filter of
 * three lobes, as picture programs do: for paintings, whose texture is what is
 * looked at. Averaging takes a sixth of the statistics at relu2_1 away.
 *
 * @throws RangeError if a size is not an integer ≥ 1.
 */
export function resizePainting(image: Image, width: number, height: number): Image {
  return resizeBy({ enlarge: catmullRom, reduce: lanczos }, image, width, height);
}

function resizeBy(filters: Filters, image: Image, width: number, height: number): Image {
  if (width === image.width && height === image.height) return image;
  const oldPixels = image.width * image.height;
  const pixels = checkedSize(width) * checkedSize(height);
  const data = new Float32Array(3 * pixels);
  const axes = axesOf(image.width, image.height, width, height, filters);
  for (let c = 0; c < 3; c++) {
    const plane = image.data.subarray(c * oldPixels, (c + 1) * oldPixels);
    resizeInto(data.subarray(c * pixels, (c + 1) * pixels), plane, image.width, axes);
  }
  return { width, height, data };
}

/**
 * One channel (`oldWidth·oldHeight`, row-major) at another size, for masks and
 * weights: like `resizeImage`, but enlarged linearly, so that no value leaves
 * the range of the input. Equal size returns `plane` itself.
 *
 * @throws RangeError if a size is not an integer ≥ 1 or `plane` has another length.
 */
export function resizePlane(
  plane: Float32Array,
  oldWidth: number,
  oldHeight: number,
  width: number,
  height: number,
): Float32Array {
  if (plane.length !== oldWidth * oldHeight) {
    throw new RangeError(
      `Expected ${oldWidth * oldHeight} values for ${oldWidth}×${oldHeight}, got ${plane.length}`,
    );
  }
  if (width === oldWidth && height === oldHeight) return plane;
  const out = new Float32Array(checkedSize(width) * checkedSize(height));
  const axes = axesOf(oldWidth, oldHeight, width, height, { enlarge: linear, reduce: area });
  resizeInto(out, plane, oldWidth, axes);
  return out;
}

function axesOf(oldWidth: number, oldHeight: number, width: number, height: number, filters: Filters) {
  return { across: axisTaps(oldWidth, width, filters), down: axisTaps(oldHeight, height, filters) };
}

function axisTaps(from: number, to: number, { enlarge, reduce }: Filters): AxisTaps {
  const scale = from / to;
  const filter = scale > 1 ? reduce : scale < 1 ? enlarge : unchanged;
  const sampling = filter(scale);
  const taps = Math.min(from, sampling.reach);
  const start = new Int32Array(to);
  const weights = new Float32Array(to * taps);
  for (let i = 0; i < to; i++) {
    const first = sampling.first(i);
    const begin = Math.min(Math.max(first, 0), from - taps);
    start[i] = begin;
    const row = Array.from({ length: sampling.reach }, (_, k) => sampling.weight(first + k, i));
    const sum = row.reduce((total, w) => total + w, 0);
    for (const [k, w] of row.entries()) {
      // Inputs beyond the border repeat it: their weight goes to the last one there is.
      const slot = Math.min(Math.max(first + k, 0), from - 1) - begin;
      if (w !== 0) weights[i * taps + slot] = weights[i * taps + slot]! + w / sum;
    }
  }
  return { taps, start, weights };
}

/** Down the columns first, a whole row at a time, then across. */
function resizeInto(
  out: Float32Array,
  plane: Float32Array,
  oldWidth: number,
  axes: { readonly across: AxisTaps; readonly down: AxisTaps },
): void {
  const { across, down } = axes;
  const width = across.start.length;
  const height = down.start.length;
  const row = new Float32Array(oldWidth);
  for (let y = 0; y < height; y++) {
    row.fill(0);
    for (let k = 0; k < down.taps; k++) {
      const w = down.weights[y * down.taps + k]!;
      if (w === 0) continue;
      const source = (down.start[y]! + k) * oldWidth;
      for (let x = 0; x < oldWidth; x++) row[x] = row[x]! + w * plane[source + x]!;
    }
    acrossInto(out, y * width, row, across);
  }
}

function acrossInto(out: Float32Array, offset: number, row: Float32Array, axis: AxisTaps): void {
  const { taps, start, weights } = axis;
  for (let x = 0, w = 0; x < start.length; x++, w += taps) {
    const from = start[x]!;
    let sum = weights[w]! * row[from]!;
    for (let k = 1; k < taps; k++) sum += weights[w + k]! * row[from + k]!;
    out[offset + x] = sum;
  }
}

function checkedSize(size: number): number {
  if (!Number.isInteger(size) || size < 1) throw new RangeError(`Expected a size ≥ 1, got ${size}`);
  return size;
}
