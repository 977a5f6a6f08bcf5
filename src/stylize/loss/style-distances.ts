import type { LayerStatistics } from '../network/layers.js';
import type { StyleLossKind } from '../settings.js';
import { matrixNormSquared, vectorNormSquared } from './norms.js';

/** The squared distances of one layer's statistics from the style's, by part. */
export interface StyleDistances {
  /** ‖μ − μ*‖²_M; 0 for 'gram'. */
  readonly mean: number;
  /** ‖Σ − Σ*‖²_M, or ‖S − S*‖²_M for 'gram'. */
  readonly second: number;
}

/** secondMoment − mean meanᵀ */
export function covariance({ channels, mean, secondMoment }: LayerStatistics): Float32Array {
  return secondMoment.map(
    (value, index) => value - mean[Math.floor(index / channels)]! * mean[index % channels]!,
  );
}

/**
 * What the terms of one layer are divided by: the squared distance between a
 * shot's first source frame and the style, so that every layer, picture and
 * scale starts at about 1. Never less than a twentieth of the style's own
 * squared norm: a frame that happens to resemble the style in one respect must
 * not make that respect rule all others.
 */
export function styleNormaliser(
  kind: StyleLossKind,
  source: LayerStatistics,
  style: LayerStatistics,
  metric?: Float32Array,
): StyleDistances {
  const floor = 0.05;
  const n = style.channels;
  const difference = (a: Float32Array, b: Float32Array) => a.map((value, i) => value - b[i]!);
  if (kind === 'gram') {
    const own = matrixNormSquared(style.secondMoment, n, metric);
    const apart = matrixNormSquared(difference(source.secondMoment, style.secondMoment), n, metric);
    return { mean: 0, second: Math.max(apart, floor * own, Number.MIN_VALUE) };
  }
  const styleCovariance = covariance(style);
  const meanApart = vectorNormSquared(difference(source.mean, style.mean), metric);
  const apart = matrixNormSquared(difference(covariance(source), styleCovariance), n, metric);
  return {
    mean: Math.max(meanApart, floor * vectorNormSquared(style.mean, metric), Number.MIN_VALUE),
    second: Math.max(apart, floor * matrixNormSquared(styleCovariance, n, metric), Number.MIN_VALUE),
  };
}
