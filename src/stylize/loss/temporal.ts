import { type PixelTargetInputs, pixelTargetFormula, pixelTargetInputs } from './pixel-target.js';
import type { LossTerm } from './term.js';

/** Share of the temporal weight that holds paint which has not converged at all. */
const weightOfNew = 0.1;

/**
 * Consistency in time: temporalWeight · mean of c (0.1 + 0.9 k) (x − ω)², the temporal loss of Ruder et al. 2016,
 * section 4, with ω the warped past, c the trust in it and k its convergence (`TemporalPrior`). A pixel is held to the
 * past by its trust and, all but a tenth, by its convergence: what was uncovered a frame ago is still to be painted,
 * what is finished is to stay. The style statistics stay unweighted: giving untrusted pixels more weight in them was
 * tried (four and ten times their area) and left both them and the rest farther from the style.
 */
export const temporal: LossTerm<PixelTargetInputs> = {
  async inputs({ settings: { temporalWeight }, scale, prior }) {
    if (prior === undefined || temporalWeight === 0) return {};
    const { target, weight, convergence } = prior;
    const held = weight.map(
      (trust, p) => temporalWeight * (weightOfNew * trust + (1 - weightOfNew) * convergence[p]!),
    );
    return pixelTargetInputs(target, held, scale);
  },
  ...pixelTargetFormula,
};
