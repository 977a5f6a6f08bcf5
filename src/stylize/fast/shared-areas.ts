import type { Size } from '../../image.js';
import type { StyleAreas } from '../loss/paintings.js';

/**
 * Where each of the style's paintings is seen, if they are painted apart and mixed in the picture: everywhere in their area,
 * with the shares that they have. Regions keep theirs.
 *
 * @param shares of the paintings that are blended with the style, which has what is left of 1; undefined where the paintings
 *   are one manner
 */
export function sharedAreas(
  areas: StyleAreas | undefined,
  shares: readonly number[] | undefined,
  { width, height }: Size,
): StyleAreas | undefined {
  if (shares === undefined) return areas;
  const [first = new Float32Array(width * height).fill(1), ...ofRegions] = areas ?? [];
  const rest = shares.reduce((left, share) => left - share, 1);
  const each = [Math.max(0, rest), ...shares].map((share) => first.map((value) => share * value));
  return [...each, ...ofRegions];
}
