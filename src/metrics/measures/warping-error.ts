import { UsageError } from '../../errors.js';
import { warp } from '../../flow/warp.js';
import type { Image, Size } from '../../image.js';
import type { FrameContext } from './frame-context.js';
import type { TrustedFlow } from './trusted-flow.js';

/** Warping error of the pair (frame − gap, frame). */
export interface PairMetrics {
  /** Frames between the two: 1 for neighbours. */
  readonly gap: number;
  /** E_warp of the render, as defined in the table of measures; null where there is no such pair. */
  readonly output: number | null;
  /** The source's own: what flow and mask themselves get wrong. */
  readonly input: number | null;
  /** Share of pixels whose flow is trusted, 0 … 1; 0 where there is no such pair. */
  readonly trusted: number;
}

/** Where a pair of frames differs after warping, on the earlier frame's grid. */
export interface HeatMap extends Size {
  /** Squared difference, mean over RGB, of each trusted pixel; −1 where the flow is not trusted. Row-major. */
  readonly error: Float32Array;
}

/** Of each render, the warping error at each gap. */
export async function warpingErrors(context: FrameContext): Promise<PairMetrics[][]> {
  const pairs = await Promise.all(context.gaps.map((gap) => context.pair(gap)));
  const inputs = pairs.map(
    (pair) => pair && pairWarpingError(pair.earlier.source, context.source, pair.trusted),
  );
  return context.renders.map((render, r) =>
    context.gaps.map((gap, g) => {
      const pair = pairs[g];
      const output = pair && pairWarpingError(pair.earlier.renders[r]!, render, pair.trusted);
      return {
        gap,
        output: output?.error ?? null,
        input: inputs[g]?.error ?? null,
        trusted: inputs[g]?.trusted ?? 0,
      };
    }),
  );
}

/**
 * Warping error of two output frames (Lai et al. 2018, equation 11, as in their
 * code): ‖M ⊙ (warp(later, F) − earlier)‖² / ΣM, M counted over the three
 * channels. Of frames with independent noise of variance σ² it is
 * σ²(1 + Σw²), w the bilinear weights: 2σ² for whole-pixel motion.
 *
 * @param trusted flow and mask of the two *input* frames
 * @returns the mean squared difference of a channel over trusted pixels, 0 … 1, and the share of pixels that are
 *   trusted; undefined where none is
 * @throws UsageError if the sizes differ
 */
export function pairWarpingError(
  earlier: Image,
  later: Image,
  trusted: TrustedFlow,
): { readonly error: number; readonly trusted: number } | undefined {
  const { error } = pairHeatMap(earlier, later, trusted);
  let sum = 0;
  let count = 0;
  for (const value of error) {
    if (value < 0) continue;
    count++;
    sum += value;
  }
  return count === 0 ? undefined : { error: sum / count, trusted: count / error.length };
}

/**
 * The warping error of a pair pixel by pixel: the mean of the values that are not −1 is the pair's E_warp.
 *
 * @param trusted flow and mask of the two *input* frames
 * @throws UsageError if the sizes differ
 */
export function pairHeatMap(earlier: Image, later: Image, { flow, mask }: TrustedFlow): HeatMap {
  const { width, height, data } = earlier;
  if (later.width !== width || later.height !== height || mask.width !== width || mask.height !== height) {
    throw new UsageError(
      `Expected output frames of the input's size, ${mask.width}×${mask.height}, ` +
        `got ${width}×${height} and ${later.width}×${later.height}`,
    );
  }
  const pixels = width * height;
  const warped = warp(later, flow, 'bilinear').data;
  const error = new Float32Array(pixels).fill(-1);
  for (let p = 0; p < pixels; p++) {
    if (mask.data[p] === 0) continue;
    const red = warped[p]! - data[p]!;
    const green = warped[p + pixels]! - data[p + pixels]!;
    const blue = warped[p + 2 * pixels]! - data[p + 2 * pixels]!;
    error[p] = (red * red + green * green + blue * blue) / 3;
  }
  return { width, height, error };
}
