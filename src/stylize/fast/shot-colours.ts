import type { Image } from '../../image.js';
import { type ColourStatistics, colourStatistics } from '../initial/colour-transfer.js';

/** Mean and covariance of the colours of pictures, each picture counting alike. */
export function meanColours(pictures: Iterable<Image>): ColourStatistics {
  const all = Array.from(pictures, colourStatistics);
  const average = (of: (one: ColourStatistics) => number) =>
    all.reduce((sum, one) => sum + of(one), 0) / all.length;
  const mean = [0, 1, 2].map((c) => average((one) => one.mean[c]!));
  const covariance = Array.from({ length: 9 }, (_, i) => {
    const [a, b] = [Math.floor(i / 3), i % 3];
    return average((one) => one.covariance[i]! + (one.mean[a]! - mean[a]!) * (one.mean[b]! - mean[b]!));
  });
  return { mean, covariance };
}
