import type { Image } from '../../image.js';
import { pairHeatMap } from './heat-map.js';
import type { TrustedFlow } from './trusted-flow.js';

/** How E_warp is defined here; to be printed beside every value, since definitions differ threefold. */
export const WARPING_ERROR_DEFINITION =
  'E_warp of Lai et al. 2018: sum over trusted pixels of ‖warp(O[t+g], F[t→t+g]) − O[t]‖² / (3 × trusted pixels), ' +
  'RGB in [0,1], flow F and mask from the input frames, bilinear warp, mean over pairs; trusted: the flow there and back ' +
  'agree (|F + B|² ≤ 0.01 (|F|² + |B|²) + 0.5), no motion boundary (|∇u|² + |∇v|² ≤ 0.01 |F|² + 0.002), within the frame; ' +
  'pairs across a cut left out';

/** Warping error of one pair of frames. */
export interface PairWarpingError {
  /** Mean squared difference of a channel over trusted pixels; 0 … 1. */
  readonly error: number;
  /** Share of pixels that are trusted, > 0 … 1. */
  readonly trusted: number;
}

/**
 * Warping error of two output frames (Lai et al. 2018, equation 11, as in their
 * code): ‖M ⊙ (warp(later, F) − earlier)‖² / ΣM, M counted over the three
 * channels. Of frames with independent noise of variance σ² it is
 * σ²(1 + Σw²), w the bilinear weights: 2σ² for whole-pixel motion.
 *
 * @param trusted flow and mask of the two *input* frames
 * @returns undefined where no pixel is trusted
 * @throws UsageError if the sizes differ
 */
export function pairWarpingError(
  earlier: Image,
  later: Image,
  trusted: TrustedFlow,
): PairWarpingError | undefined {
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
