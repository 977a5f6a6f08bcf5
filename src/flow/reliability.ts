import type { FlowField, ReliabilityMask } from '../flow-field.js';
import type { Image } from '../image.js';
import { gaussianBlur } from './blur.js';
import { inconsistency, softTrust } from './frame-difference.js';

/** σ, in pixels, of the Gaussian that softens the published mask (in the code of Ruder et al. 2016). */
const SOFTENING = 0.8;

/**
 * The published rule (Ruder et al. 2016, section 4.2, after Sundaram et al.
 * 2010): 0 where a = `backward`, b = `forward` at x + a disagree,
 * |a + b|² > 0.01 (|a|² + |b|²) + 0.5, at a motion boundary,
 * |∇u|² + |∇v|² > 0.01 |a|² + 0.002, and where x + a lies outside the frame; else 1.
 *
 * On the current frame's grid, with `softened` blurred by a Gaussian of σ 0.8, as
 * the temporal loss uses it; hard, as metrics want it, without.
 */
export function publishedReliability(
  backward: FlowField,
  forward: FlowField,
  { softened = true }: { readonly softened?: boolean } = {},
): ReliabilityMask {
  const { width, height } = backward;
  const data = new Float32Array(width * height);
  const ratio = inconsistency(backward, forward);
  for (let y = 0, p = 0; y < height; y++) {
    for (let x = 0; x < width; x++, p++) {
      data[p] = ratio[p]! <= 1 && !isMotionBoundary(backward, x, y, p) ? 1 : 0;
    }
  }
  return { width, height, data: softened ? gaussianBlur(data, width, height, SOFTENING) : data };
}

/**
 * Our soft rule: exp(−|a + b|² / (0.01 (|a|² + |b|²) + 0.5)) · exp(−(photo/15)²),
 * with a, b as above and photo the mean absolute difference, in grey levels, of `current` and
 * `previous` warped by a, over RGB and a neighbourhood of 5×5; 0 where x + a lies
 * outside the frame. It trusts more of what is right than the published rule, and as little of what is wrong.
 */
export function softReliability(
  backward: FlowField,
  forward: FlowField,
  current: Image,
  previous: Image,
): ReliabilityMask {
  const { width, height } = backward;
  return { width, height, data: softTrust(backward, forward, current, previous) };
}

/** Share of pixels, 0 … 1, that fail the forward–backward test or leave the frame: how broken a pair of flows is. */
export function inconsistentShare(backward: FlowField, forward: FlowField): number {
  const ratio = inconsistency(backward, forward);
  let failed = 0;
  for (const value of ratio) if (value > 1) failed++;
  return failed / ratio.length;
}

/** |∇u|² + |∇v|² > 0.01 |a|² + 0.002, by forward differences that end at the frame. */
function isMotionBoundary({ width, height, u, v }: FlowField, x: number, y: number, p: number): boolean {
  const right = x + 1 < width ? p + 1 : p;
  const below = y + 1 < height ? p + width : p;
  const a = u[p]!;
  const b = v[p]!;
  const gradient = (u[right]! - a) ** 2 + (u[below]! - a) ** 2 + (v[right]! - b) ** 2 + (v[below]! - b) ** 2;
  return gradient > 0.01 * (a * a + b * b) + 0.002;
}
