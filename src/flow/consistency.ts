import { UsageError } from '../errors.js';
import type { FlowField } from '../flow-field.js';

/** The terms of the forward–backward test, a value a pixel of the current frame's grid. */
export interface Consistency {
  /** |a + b|², pixels². */
  readonly error: Float32Array;
  /** 0.01 (|a|² + |b|²) + 0.5, pixels². */
  readonly tolerance: Float32Array;
  /** 1 where x + a lies in the frame, [0, width − 1] × [0, height − 1]; elsewhere 0, and the other two mean nothing. */
  readonly inside: Uint8Array;
}

/**
 * Sundaram et al. 2010, eq. 5: a = `backward` at x, b = `forward`, bilinear, at x + a. Where nothing is hidden b = −a.
 * Throws `UsageError` where the sizes differ.
 */
export function consistency(backward: FlowField, forward: FlowField): Consistency {
  const { width, height, u, v } = backward;
  if (forward.width !== width || forward.height !== height) {
    throw new UsageError(
      `Expected both flows to be ${width}×${height}, got ${forward.width}×${forward.height} for the forward one`,
    );
  }
  const error = new Float32Array(width * height);
  const tolerance = new Float32Array(width * height);
  const inside = new Uint8Array(width * height);
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
      inside[p] = 1;
      error[p] = (au + bu) ** 2 + (av + bv) ** 2;
      tolerance[p] = 0.01 * (au * au + av * av + bu * bu + bv * bv) + 0.5;
    }
  }
  return { error, tolerance, inside };
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
