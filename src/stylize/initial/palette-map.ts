import type { Image } from '../../image.js';

/** Nodes of the colour grid along each channel. */
const nodes = 9;
/** How much the overall colour mapping counts at each node, in pixels' worth of evidence. */
const priorEvidence = 1;
/** Every so many pixels one is learnt from; prime, so that no column is favoured. */
const samplingStride = 11;
/** From this weight on a pixel is as the painting has it. */
const known = 0.98;

/**
 * How a painting renders colours: for every colour of the source the mean
 * colour that it was painted in, learnt from the pixels where both are known.
 * A grid of `nodes`³ over the source's RGB cube with trilinear weights (the
 * bilateral grid's splat and slice, Chen et al. 2007, over colour alone); where a colour
 * was never seen, the source's colour shifted and stretched per channel to the
 * painting's mean and deviation (Reinhard et al. 2001).
 *
 * @param source the frame, planar RGB
 * @param painted the painting on the same grid, known where `weight` is above 0
 * @param weight `width·height`, in [0,1]
 * @returns where `weight` is below 0.98 the source in the painting's colours,
 *   keeping its own fine detail; elsewhere the painting
 */
export function renderInPalette(source: Image, painted: Image, weight: Float32Array): Image {
  const { width, height } = source;
  const pixels = width * height;
  const channels = [0, 1, 2].map((c) => affineMap(channel(source, c), channel(painted, c), weight));
  const evidence = new Float64Array(nodes ** 3).fill(priorEvidence);
  // Sums of painted − overall mapping, so that 0 is "as the overall mapping says".
  const offsets = new Float64Array(3 * nodes ** 3);
  const overall = (c: number, value: number) => {
    const { gain, offset } = channels[c] as Affine;
    return gain * value + offset;
  };
  const corner = { index: new Int32Array(8), share: new Float64Array(8) };
  for (let p = 0; p < pixels; p += samplingStride) {
    const w = weight[p]!;
    if (w < 0.5) continue;
    locate(source, p, pixels, corner);
    for (let k = 0; k < 8; k++) {
      const share = w * corner.share[k]!;
      const node = corner.index[k]!;
      evidence[node] = evidence[node]! + share;
      for (let c = 0; c < 3; c++) {
        const surplus = painted.data[c * pixels + p]! - overall(c, source.data[c * pixels + p]!);
        offsets[3 * node + c] = offsets[3 * node + c]! + share * surplus;
      }
    }
  }
  const data = painted.data.slice();
  for (let p = 0; p < pixels; p++) {
    if (weight[p]! >= known) continue;
    locate(source, p, pixels, corner);
    for (let c = 0; c < 3; c++) {
      let value = overall(c, source.data[c * pixels + p]!);
      for (let k = 0; k < 8; k++) {
        const node = corner.index[k]!;
        value += (corner.share[k]! * offsets[3 * node + c]!) / evidence[node]!;
      }
      data[c * pixels + p] = Math.min(1, Math.max(0, value));
    }
  }
  return { width, height, data };
}

interface Affine {
  readonly gain: number;
  readonly offset: number;
}

/** The map that gives `from` the weighted mean and deviation of `to`; the gain at most 3. */
function affineMap(from: Float32Array, to: Float32Array, weight: Float32Array): Affine {
  const before = moments(from, weight);
  const after = moments(to, weight);
  if (before === undefined || after === undefined) return { gain: 1, offset: 0 };
  const gain = before.deviation > 1e-4 ? Math.min(3, after.deviation / before.deviation) : 1;
  return { gain, offset: after.mean - gain * before.mean };
}

function moments(
  values: Float32Array,
  weight: Float32Array,
): { mean: number; deviation: number } | undefined {
  let total = 0;
  let sum = 0;
  let squares = 0;
  for (let p = 0; p < values.length; p++) {
    const w = weight[p]!;
    const value = values[p]!;
    total += w;
    sum += w * value;
    squares += w * value * value;
  }
  if (total < 1) return undefined;
  const mean = sum / total;
  return { mean, deviation: Math.sqrt(Math.max(0, squares / total - mean * mean)) };
}

function channel({ width, height, data }: Image, c: number): Float32Array {
  return data.subarray(c * width * height, (c + 1) * width * height);
}

/** The eight nodes round the colour of pixel p, and the share of each. */
function locate(
  source: Image,
  p: number,
  pixels: number,
  corner: { index: Int32Array; share: Float64Array },
): void {
  corner.index.fill(0);
  corner.share.fill(1);
  for (let c = 0; c < 3; c++) {
    const position = Math.min(1, Math.max(0, source.data[c * pixels + p]!)) * (nodes - 1);
    const low = Math.min(nodes - 2, Math.floor(position));
    for (let k = 0; k < 8; k++) {
      const upper = (k >> c) & 1;
      corner.index[k] = corner.index[k]! * nodes + low + upper;
      corner.share[k] = corner.share[k]! * (upper ? position - low : 1 - position + low);
    }
  }
}
