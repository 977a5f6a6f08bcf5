import type { Image } from '../../image.js';
import type { FrameContext } from './frame-context.js';
import type { TrustedFlow } from './trusted-flow.js';

/** Motion, in pixels a frame, below which a trusted pixel counts as still. */
export const STILL_BELOW = 0.25;

/** How much neighbouring frames differ where nothing moves. */
export interface FlickerMetrics {
  readonly output: number;
  /** The source's own. */
  readonly input: number;
  /** Share of the picture's pixels that are still, > 0 … 1. */
  readonly still: number;
}

/** Of each render, the flicker since the frame before; null without such a frame, without a still pixel or unasked. */
export async function flickers(context: FrameContext): Promise<(FlickerMetrics | null)[]> {
  const pair = context.settings.flicker ? await context.pair(1) : undefined;
  const at = pair ? stillPixels(pair.trusted) : new Uint32Array();
  if (pair === undefined || at.length === 0) return context.renders.map(() => null);
  const input = meanDifferenceAt(pair.earlier.source, context.source, at);
  const still = at.length / pair.trusted.mask.data.length;
  return context.renders.map((render, r) => ({
    output: meanDifferenceAt(pair.earlier.renders[r]!, render, at),
    input,
    still,
  }));
}

/** The pixels, by their number, that are still between two frames of the source. */
function stillPixels({ flow, mask }: TrustedFlow): Uint32Array {
  const found: number[] = [];
  for (let p = 0; p < mask.data.length; p++) {
    const [u, v] = [flow.u[p]!, flow.v[p]!];
    if (mask.data[p] !== 0 && u * u + v * v < STILL_BELOW * STILL_BELOW) found.push(p);
  }
  return Uint32Array.from(found);
}

/** Mean absolute difference of two pictures of one size over the given pixels and RGB; NaN for no pixel. */
function meanDifferenceAt(a: Image, b: Image, at: Uint32Array): number {
  const pixels = a.width * a.height;
  let sum = 0;
  for (const p of at) {
    for (let i = p; i < 3 * pixels; i += pixels) sum += Math.abs(a.data[i]! - b.data[i]!);
  }
  return sum / (3 * at.length);
}
