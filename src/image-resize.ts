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

/** How samples are made up where an axis gets longer. */
type Enlargement = 'catmull-rom' | 'linear';

/**
 * How samples are made up where an axis gets shorter: by the `area` that each covers, or by `lanczos`, the windowed
 * sinc of three lobes, which keeps fine texture as strong as the smaller grid can hold it.
 */
type Reduction = 'area' | 'lanczos';

interface Filters {
  readonly enlarge: Enlargement;
  readonly reduce: Reduction;
}

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
  return resizeBy({ enlarge: 'catmull-rom', reduce: 'area' }, image, width, height);
}

/**
 * As `resizeImage`, but an axis that gets shorter passes Lanczos' filter of
 * three lobes, as picture programs do: for paintings, whose texture is what is
 * looked at. Averaging takes a sixth of the statistics at relu2_1 away.
 *
 * @throws RangeError if a size is not an integer ≥ 1.
 */
export function resizePainting(image: Image, width: number, height: number): Image {
  return resizeBy({ enlarge: 'catmull-rom', reduce: 'lanczos' }, image, width, height);
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
  resizeInto(
    out,
    plane,
    oldWidth,
    axesOf(oldWidth, oldHeight, width, height, { enlarge: 'linear', reduce: 'area' }),
  );
  return out;
}

function axesOf(oldWidth: number, oldHeight: number, width: number, height: number, filters: Filters) {
  return { across: axisTaps(oldWidth, width, filters), down: axisTaps(oldHeight, height, filters) };
}

function axisTaps(from: number, to: number, filters: Filters): AxisTaps {
  const scale = from / to;
  const reach = reachOf(scale, filters);
  const taps = to === from ? 1 : Math.min(from, reach);
  const start = new Int32Array(to);
  const weights = new Float32Array(to * taps);
  for (let i = 0; i < to; i++) {
    const first = firstInput(i, scale, filters);
    const begin = Math.min(Math.max(first, 0), from - taps);
    start[i] = begin;
    if (to === from) {
      start[i] = i;
      weights[i] = 1;
      continue;
    }
    const row = Array.from({ length: reach }, (_, k) => tapWeight(first + k, i, scale, filters));
    const sum = row.reduce((total, w) => total + w, 0);
    for (const [k, w] of row.entries()) {
      // Inputs beyond the border repeat it: their weight goes to the last one there is.
      const slot = Math.min(Math.max(first + k, 0), from - 1) - begin;
      if (w !== 0) weights[i * taps + slot] = weights[i * taps + slot]! + w / sum;
    }
  }
  return { taps, start, weights };
}

/** Most inputs that an output can be made of. */
function reachOf(scale: number, { enlarge, reduce }: Filters): number {
  if (scale <= 1) return enlarge === 'linear' ? 2 : 4;
  if (reduce === 'lanczos') return 2 * Math.ceil(3 * scale) + 1;
  // One more than the area's length where it may straddle.
  return Number.isInteger(scale) ? scale : Math.ceil(scale) + 1;
}

function firstInput(i: number, scale: number, { enlarge, reduce }: Filters): number {
  if (scale > 1 && reduce === 'area') return Math.floor(i * scale);
  const middle = (i + 0.5) * scale - 0.5;
  if (scale > 1) return Math.round(middle) - Math.ceil(3 * scale);
  return Math.floor(middle) - (enlarge === 'linear' ? 0 : 1);
}

/** Weight of input j in output i, before all of an output's are scaled to the sum 1. */
function tapWeight(j: number, i: number, scale: number, { enlarge, reduce }: Filters): number {
  if (scale > 1 && reduce === 'area') {
    const covered = Math.min((i + 1) * scale, j + 1) - Math.max(i * scale, j);
    return covered > 1e-9 ? covered / scale : 0;
  }
  const d = Math.abs((i + 0.5) * scale - 0.5 - j);
  if (scale > 1) return lanczos(d / scale);
  if (enlarge === 'linear') return Math.max(0, 1 - d);
  if (d >= 2) return 0;
  return d < 1 ? 1 + d * d * (1.5 * d - 2.5) : 2 - d * (4 - d * (2.5 - 0.5 * d));
}

/** sinc(x) · sinc(x / 3) within three lobes (Duchon 1979). */
function lanczos(x: number): number {
  if (x >= 3) return 0;
  if (x < 1e-6) return 1;
  const a = Math.PI * x;
  return (3 * Math.sin(a) * Math.sin(a / 3)) / (a * a);
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
