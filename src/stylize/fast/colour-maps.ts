import type { ColourStatistics } from '../initial/colour-transfer.js';
import { identity, multiply, symmetricPower } from '../initial/symmetric-matrix.js';

/** Added to variances of colours in every direction: three levels of 255, squared, as in `colour-transfer`. */
const FLOOR = (3 / 255) ** 2;

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
  const raised = ({ covariance }: ColourStatistics) =>
    covariance.map((value, i) => value + FLOOR * identity[i]!);
  const [source, target] = [raised(shot), raised(painting)];
  const [root, inverse] = [symmetricPower(source, 0.5), symmetricPower(source, -0.5)];
  const middle = symmetricPower(multiply(multiply(root, target), root), 0.5);
  const least = multiply(multiply(inverse, middle), inverse);
  return { into: multiply(symmetricPower(target, -0.5), least), outOf: symmetricPower(target, 0.5) };
}
