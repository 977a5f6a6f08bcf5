import { type ColourStatistics, leastChange, raised } from '../initial/colour-transfer.js';
import { multiply, symmetricPower } from '../initial/symmetric-matrix.js';

/** The linear maps round the painter, 3 × 3, row by row. */
export interface ColourMaps {
  /** A: colours of the shot, less their mean, to white ones. */
  readonly into: readonly number[];
  /** B: what is painted, white, to colours of the painting, less their mean. */
  readonly outOf: readonly number[];
}

/**
 * A and B such that B A = T is the least change of colours that gives the shot the painting's mean and covariance
 * (Monge–Kantorovich: T = Σc^−½ (Σc^½ Σs Σc^½)^½ Σc^−½; Pitié & Kokaram 2007), and what lies between them is white:
 * A = Σs^−½ T, B = Σs^½.
 */
export function colourMaps(shot: ColourStatistics, painting: ColourStatistics): ColourMaps {
  const target = raised(painting.covariance);
  const least = leastChange(raised(shot.covariance), target);
  return { into: multiply(symmetricPower(target, -0.5), least), outOf: symmetricPower(target, 0.5) };
}
