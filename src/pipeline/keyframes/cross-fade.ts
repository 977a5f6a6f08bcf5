import type { KeyGuide } from '../../stylize/loss/key-guide.js';
import type { CarriedKey } from './carry.js';
import { mixKeepingContrast } from './keep-contrast.js';

/**
 * What two key frames say about a frame between them. Where both show it, their pictures are mixed by how near each is in
 * time; where one does, that holds, and lets go over the half of the way that is nearer to the other, whose own picture
 * is to come there without a jump.
 *
 * @param early from the key frame before; absent where that gives nothing
 * @param late from the one after
 * @param passed share of the way from the one to the other, in [0,1]
 */
export function crossFade(
  early: CarriedKey | undefined,
  late: CarriedKey | undefined,
  passed: number,
): KeyGuide | undefined {
  const only = early ?? late;
  if (only === undefined) return undefined;
  const pixels = only.trust.length;
  const nothing = new Float32Array(pixels);
  const [a, b] = [early?.trust ?? nothing, late?.trust ?? nothing];
  const share = new Float32Array(pixels);
  const weight = new Float32Array(pixels);
  // A key frame alone in its shot holds for as long as it can be carried.
  const [holdsA, holdsB] = [late ? Math.min(1, 2 * (1 - passed)) : 1, early ? Math.min(1, 2 * passed) : 1];
  for (let p = 0; p < pixels; p++) {
    const [nearA, nearB] = [(1 - passed) * a[p]!, passed * b[p]!];
    share[p] = nearB / (nearA + nearB || 1);
    weight[p] = Math.max(holdsA * a[p]!, holdsB * b[p]!);
  }
  const target = early && late ? mixKeepingContrast(early.picture, late.picture, share) : only.picture;
  return { target, weight, given: false };
}
