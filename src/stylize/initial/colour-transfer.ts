import type { Image } from '../../image.js';
import { clamped } from '../residual.js';
import { identity, multiply, type SymmetricMatrix, symmetricPower } from './symmetric-matrix.js';

/** Mean and covariance of a picture's colours; the covariance row by row, 3 × 3. */
export interface ColourStatistics {
  readonly mean: readonly number[];
  readonly covariance: SymmetricMatrix;
}

/**
 * Added to the variance in every direction of colour: where a picture has next to none, what little noise there is
 * must not be blown up to the painting's colours. Three levels of 255, squared.
 */
const floor = (3 / 255) ** 2;

export function colourStatistics({ width, height, data }: Image): ColourStatistics {
  const n = width * height;
  const plane = (c: number) => data.subarray(c * n, (c + 1) * n);
  const mean = [0, 1, 2].map((c) => plane(c).reduce((sum, value) => sum + value, 0) / n);
  const covariance: number[] = [];
  for (let a = 0; a < 3; a++) {
    for (let b = 0; b < 3; b++) {
      const [first, second] = [plane(a), plane(b)];
      let sum = 0;
      for (let i = 0; i < n; i++) {
        sum += (first[i]! - mean[a]!) * (second[i]! - mean[b]!);
      }
      covariance.push(sum / n);
    }
  }
  return { mean, covariance };
}

/** A covariance with the floor added. */
export function raised(covariance: SymmetricMatrix): SymmetricMatrix {
  return covariance.map((value, i) => value + floor * identity[i]!);
}

/**
 * The linear map that gives colours of one covariance another one and moves them least: Σ^−½ (Σ^½ Σ* Σ^½)^½ Σ^−½.
 *
 * @param from positive definite
 */
export function leastChange(from: SymmetricMatrix, to: SymmetricMatrix): number[] {
  const [root, inverse] = [symmetricPower(from, 0.5), symmetricPower(from, -0.5)];
  const middle = symmetricPower(multiply(multiply(root, to), root), 0.5);
  return multiply(multiply(inverse, middle), inverse);
}

/**
 * A picture with its colours moved to another's mean and covariance by the linear map that moves them least
 * (Monge–Kantorovich: T = Σ^−½ (Σ^½ Σ* Σ^½)^½ Σ^−½; Pitié & Kokaram 2007), limited to [0,1].
 *
 * @param from what the picture's are taken for
 */
export function transferColours(image: Image, to: ColourStatistics, from = colourStatistics(image)): Image {
  const map = leastChange(raised(from.covariance), to.covariance);
  const n = image.width * image.height;
  const data = new Float32Array(3 * n);
  for (let i = 0; i < n; i++) {
    for (let c = 0; c < 3; c++) {
      let value = to.mean[c]!;
      for (let k = 0; k < 3; k++) {
        value += map[3 * c + k]! * (image.data[k * n + i]! - from.mean[k]!);
      }
      data[c * n + i] = value;
    }
  }
  return clamped({ ...image, data });
}
