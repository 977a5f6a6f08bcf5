import { UsageError } from '../errors.js';
import { warp } from '../flow/warp.js';
import type { Image } from '../image.js';
import type { TrustedFlow } from './trusted-flow.js';

/** How E_warp is defined here; to be printed beside every value, since definitions differ threefold. */
export const WARPING_ERROR_DEFINITION =
  'E_warp of Lai et al. 2018: sum over trusted pixels of ‖warp(O[t+g], F[t→t+g]) − O[t]‖² / (3 × trusted pixels), ' +
  'RGB in [0,1], flow and mask from the input frames, bilinear warp, mean over pairs; pairs across a cut left out';

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
  { flow, mask }: TrustedFlow,
): PairWarpingError | undefined {
  const { width, height, data } = earlier;
  if (later.width !== width || later.height !== height || mask.width !== width || mask.height !== height) {
    throw new UsageError(
      `Expected output frames of the input's ${mask.width}×${mask.height}, ` +
        `got ${width}×${height} and ${later.width}×${later.height}`,
    );
  }
  const pixels = width * height;
  const warped = warp(later, flow, 'bilinear').data;
  let squares = 0;
  let count = 0;
  for (let p = 0; p < pixels; p++) {
    if (mask.data[p] === 0) continue;
    count++;
    for (let i = p; i < 3 * pixels; i += pixels) {
      const difference = (warped[i] as number) - (data[i] as number);
      squares += difference * difference;
    }
  }
  return count === 0 ? undefined : { error: squares / (3 * count), trusted: count / pixels };
}
