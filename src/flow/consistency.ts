import { UsageError } from '../errors.js';
import type { FlowField } from '../flow-field.js';

/**
 * How far two flows disagree, for every pixel of the current frame: |a + b|² over what is tolerated,
 * 0.01 (|a|² + |b|²) + 0.5, where a = `backward` at x and b = `forward`, bilinear, at x + a (Sundaram et al. 2010, eq. 5).
 * Where nothing is hidden b = −a; above 1 the two are inconsistent; infinite where x + a lies outside the frame,
 * [0, width − 1] × [0, height − 1]. Throws `UsageError` where the sizes differ.
 */
export function inconsistency(backward: FlowField, forward: FlowField): Float64Array {
  const { width, height, u, v } = backward;
  if (forward.width !== width || forward.height !== height) {
    throw new UsageError(
      `Expected both flows to be ${width}×${height}, got ${forward.width}×${forward.height} for the forward one`,
    );
  }
  const ratio = new Float64Array(width * height).fill(Number.POSITIVE_INFINITY);
  for (let y = 0, p = 0; y < height; y++) {
    for (let x = 0; x < width; x++, p++) {
      const au = u[p]!;
      const av = v[p]!;
      const tx = x + au;
      const ty = y + av;
      if (!(tx >= 0 && ty >= 0 && tx <= width - 1 && ty <= height - 1)) continue;
      const x0 = Math.floor(tx);
      const y0 = Math.floor(ty);
      const fx = tx - x0;
      const fy = ty - y0;
      const q = y0 * width + x0;
      const right = fx > 0 ? 1 : 0;
      const below = fy > 0 ? width : 0;
      const bu = bilinear(forward.u, q, right, below, fx, fy);
      const bv = bilinear(forward.v, q, right, below, fx, fy);
      // In single precision, as the flows are.
      const error = Math.fround((au + bu) ** 2 + (av + bv) ** 2);
      ratio[p] = error / Math.fround(0.01 * (au * au + av * av + bu * bu + bv * bv) + 0.5);
    }
  }
  return ratio;
}

function bilinear(
  plane: Float32Array,
  q: number,
  right: number,
  below: number,
  fx: number,
  fy: number,
): number {
  const upper = plane[q]! + fx * (plane[q + right]! - plane[q]!);
  const lower = plane[q + below]! + fx * (plane[q + below + right]! - plane[q + below]!);
  return upper + fy * (lower - upper);
}
