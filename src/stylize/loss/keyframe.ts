import { type PixelTargetInputs, pixelTargetFormula, pixelTargetInputs } from './pixel-target.js';
import type { LossTerm } from './term.js';

/**
 * Key frames: keyframeWeight · mean of w (x − g)², with g what was carried here from the key frames and w the trust in it.
 * It is the temporal loss of Ruder et al. 2016, towards pictures that were given rather than those painted before.
 */
export const keyframe: LossTerm<PixelTargetInputs> = {
  async inputs({ settings: { keyframeWeight }, scale, guide }) {
    if (guide === undefined || keyframeWeight === 0) return {};
    const weight = guide.weight.map((trust) => keyframeWeight * trust);
    return pixelTargetInputs(guide.target, weight, scale);
  },
  ...pixelTargetFormula,
};
