import type { LayerStatistics } from '../network/layers.js';
import type { StyleLossKind } from '../settings.js';
import { covariance, type StyleDistances } from './style-distances.js';

/** One painting of several that are blended. */
export interface SharedStyle {
  /** Its share of the whole, ≥ 0; those of all sum to 1. */
  readonly share: number;
  /** By active style layer. */
  readonly statistics: readonly LayerStatistics[];
  /** By layer, how far the shot's first frame is from it. */
  readonly distances: readonly StyleDistances[];
}

/** What a picture, or an area of it, is pulled towards at each active style layer, and what distances from that are measured in. */
export interface StyleTarget extends Omit<SharedStyle, 'share'> {
  /**
   * Where it holds, for each pixel of the frame, in [0,1]; absent: everywhere. Of all that a frame is pulled towards the
   * areas sum to 1 at most.
   */
  readonly area?: Float32Array | undefined;
}

/**
 * Several paintings as one target. Each is as far from the shot's first frame as any other, nᵢ being 1 in the sum of
 * their losses, so that none rules by being louder:
 *
 *   Σ sᵢ ‖x − tᵢ‖² / nᵢ  =  ‖x − t‖² / n + constant,  1/n = Σ sᵢ / nᵢ,  t = n Σ sᵢ tᵢ / nᵢ
 *
 * for means and covariances, or second moments of Gram matrices, apart. So what has several paintings costs no more than one.
 *
 * @param styles at least one, with a share above 0
 */
export function mixStyles(kind: StyleLossKind, styles: readonly SharedStyle[]): StyleTarget {
  const taking = styles.filter(({ share }) => share > 0);
  const [only] = taking;
  if (only === undefined) throw new RangeError('Expected a painting with a share above 0, got none');
  if (taking.length === 1) return { statistics: only.statistics, distances: only.distances };
  const layers = only.statistics.map((_, layer) => mixedLayer(kind, taking, layer));
  return {
    statistics: layers.map(({ statistics }) => statistics),
    distances: layers.map(({ distances }) => distances),
  };
}

function mixedLayer(
  kind: StyleLossKind,
  styles: readonly SharedStyle[],
  index: number,
): { statistics: LayerStatistics; distances: StyleDistances } {
  const { layer, channels } = styles[0]!.statistics[index]!;
  const seconds = styles.map(({ share, distances }) => share / distances[index]!.second);
  const second = 1 / sum(seconds);
  if (kind === 'gram') {
    const moments = styles.map(({ statistics }) => statistics[index]!.secondMoment);
    const secondMoment = weighted(moments, seconds, second);
    // Not compared.
    const mean = styles[0]!.statistics[index]!.mean;
    return { statistics: { layer, channels, mean, secondMoment }, distances: { mean: 0, second } };
  }
  const means = styles.map(({ share, distances }) => share / distances[index]!.mean);
  const ofMean = 1 / sum(means);
  const mean = weighted(
    styles.map(({ statistics }) => statistics[index]!.mean),
    means,
    ofMean,
  );
  const spread = weighted(
    styles.map(({ statistics }) => covariance(statistics[index]!)),
    seconds,
    second,
  );
  const secondMoment = spread.map(
    (value, i) => value + mean[Math.floor(i / channels)]! * mean[i % channels]!,
  );
  return { statistics: { layer, channels, mean, secondMoment }, distances: { mean: ofMean, second } };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

/** factor · Σᵢ weightsᵢ · arraysᵢ */
function weighted(arrays: readonly Float32Array[], weights: readonly number[], factor: number): Float32Array {
  return arrays[0]!.map((_, i) => factor * sum(arrays.map((array, k) => weights[k]! * array[i]!)));
}
