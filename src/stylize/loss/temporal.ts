import { resizeImage, resizePlane } from '../../image-resize.js';
import { squaredDifference, writeSquaredDifference } from './quadratic.js';
import { type LossTerm, PICTURE } from './term.js';

/** What the temporal term reads. */
export type TemporalInputs = {
  /** ω, [1, 3, H, W]. */
  readonly target: Float32Array;
  /** By pixel, [1, 1, H, W]. */
  readonly weight: Float32Array;
};

/** Share of the temporal weight that holds paint which has not converged at all. */
const weightOfNew = 0.1;

/**
 * Consistency in time: temporalWeight · mean of c (0.1 + 0.9 k) (x − ω)², the temporal loss of Ruder et al. 2016,
 * section 4, with ω the warped past, c the trust in it and k its convergence (`TemporalPrior`). A pixel is held to the
 * past by its trust and, all but a tenth, by its convergence: what was uncovered a frame ago is still to be painted,
 * what is finished is to stay. The style statistics stay unweighted: giving untrusted pixels more weight in them was
 * tried (four and ten times their area) and left both them and the rest farther from the style.
 */
export const temporal: LossTerm<TemporalInputs> = {
  async inputs({ settings, scale: { width, height }, prior }) {
    if (prior === undefined || settings.temporalWeight === 0) return {};
    const { target, weight, convergence } = prior;
    const factor = settings.temporalWeight / (3 * width * height);
    const held = weight.map(
      (trust, p) => factor * (weightOfNew * trust + (1 - weightOfNew) * convergence[p]!),
    );
    return {
      [PICTURE]: {
        target: resizeImage(target, width, height).data,
        weight: resizePlane(held, target.width, target.height, width, height),
      },
    };
  },
  shapes: ({ width, height }) => ({ target: [1, 3, height, width], weight: [1, 1, height, width] }),
  write: (site, { target, weight }) => writeSquaredDifference(site, target, weight),
  tensorflow: (site, { target, weight }) => squaredDifference(site, target, weight),
};
