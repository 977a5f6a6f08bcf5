import type { Image } from '../image.js';
import type { TemporalPrior } from './temporal-prior.js';

/** Grey noise, uniform in [0.25, 0.75] per value, the same for the same seed and size. */
export function noiseImage(width: number, height: number, seed: number): Image {
  const random = mulberry32(seed);
  return {
    width,
    height,
    data: Float32Array.from({ length: 3 * width * height }, () => 0.25 + 0.5 * random()),
  };
}

/** The generator mulberry32 (Tommy Ettinger, public domain): uniform in [0,1), 32 bits of state. */
function mulberry32(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/**
 * Where a later frame starts from: the prior where it is trusted, elsewhere
 * the source in the colours of the painting so far. Per channel the source is
 * shifted and stretched to the mean and deviation of the prior over the trusted
 * pixels (Reinhard et al. 2001, in RGB), so that uncovered regions start in
 * the right palette rather than in the photo's.
 */
export function initialFromPrior(source: Image, prior: TemporalPrior): Image {
  const { width, height } = source;
  const pixels = width * height;
  const data = new Float32Array(3 * pixels);
  const trust = prior.weight;
  for (let c = 0; c < 3; c++) {
    const from = source.data.subarray(c * pixels, (c + 1) * pixels);
    const to = prior.target.data.subarray(c * pixels, (c + 1) * pixels);
    const { mean: fromMean, deviation: fromDeviation } = moments(from, trust);
    const { mean: toMean, deviation: toDeviation } = moments(to, trust);
    const gain = fromDeviation > 1e-4 ? Math.min(3, toDeviation / fromDeviation) : 1;
    for (let p = 0; p < pixels; p++) {
      const t = Math.min(1, trust[p] as number);
      const recoloured = toMean + gain * ((from[p] as number) - fromMean);
      const value = t * (to[p] as number) + (1 - t) * recoloured;
      data[c * pixels + p] = Math.min(1, Math.max(0, value));
    }
  }
  return { width, height, data };
}

function moments(values: Float32Array, weights: Float32Array): { mean: number; deviation: number } {
  let total = 1e-9;
  let sum = 0;
  let squares = 0;
  for (let p = 0; p < values.length; p++) {
    const w = weights[p] as number;
    const value = values[p] as number;
    total += w;
    sum += w * value;
    squares += w * value * value;
  }
  const mean = sum / total;
  return { mean, deviation: Math.sqrt(Math.max(0, squares / total - mean * mean)) };
}

/**
 * Weights of the positions in the style statistics. Style statistics are
 * means over the whole picture: a small uncovered patch hardly moves them, so it
 * would stay unpainted while the rest already matches. Untrusted pixels
 * therefore count for up to four times their area, at most for a third of the
 * picture. Absent (uniform) where nearly everything is trusted or nothing is.
 */
export function positionWeight(prior: TemporalPrior): Float32Array | undefined {
  let untrusted = 0;
  for (const w of prior.weight) untrusted += 1 - Math.min(1, w);
  const share = untrusted / prior.weight.length;
  const wanted = Math.max(share, Math.min(1 / 3, 4 * share));
  if (share < 1e-3 || wanted === share) return undefined;
  const emphasis = (wanted * (1 - share)) / (share * (1 - wanted)) - 1;
  return prior.weight.map((w) => 1 + emphasis * (1 - Math.min(1, w)));
}
