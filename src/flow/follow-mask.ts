import type { FlowField, ReliabilityMask } from '../flow-field.js';
import type { Image } from '../image.js';
import { warpPlanes } from './warp.js';

/** Pixels each way that are asked where the flow says nothing. */
const reach = 8;
/** Difference of colour, in [0,1], over which a neighbour says little. */
const alike = 0.08;
/** Where the flow is trusted as much, its word is enough. */
const enough = 0.9;
/** Reliabilities are products of exponentials: as for the temporal loss, their fourth root is the trust. */
const trustExponent = 0.25;

/**
 * A mask of the frame before, moved along the flow to this one. Where the flow cannot be trusted (what has just come into view
 * was nowhere before), a pixel is as its trusted neighbours of like colour are: a joint bilateral filter (Petschnigg et al.
 * 2004) over the moved mask.
 *
 * @param mask of the frame before, `width·height`, in [0,1]
 * @param flow from the current frame to that one, and where it can be trusted
 */
export function followMask(
  mask: Float32Array,
  flow: FlowField,
  reliability: ReliabilityMask,
  current: Image,
): Float32Array {
  const moved = warpPlanes(mask, flow).map((value) => Math.min(1, Math.max(0, value)));
  const trust = reliability.data.map((value) => value ** trustExponent);
  const out = moved.slice();
  for (let p = 0; p < out.length; p++) {
    const own = trust[p]!;
    if (own >= enough) continue;
    const around = asAround(moved, trust, current, p);
    if (around !== undefined) out[p] = own * moved[p]! + (1 - own) * around;
  }
  return out;
}

/** The mean of the mask round a pixel by trust, nearness and likeness; undefined where nothing there is trusted. */
function asAround(
  mask: Float32Array,
  trust: Float32Array,
  { width, height, data }: Image,
  pixel: number,
): number | undefined {
  const pixels = width * height;
  const [x, y] = [pixel % width, Math.floor(pixel / width)];
  let [sum, total] = [0, 0];
  for (let row = Math.max(0, y - reach); row <= Math.min(height - 1, y + reach); row++) {
    for (let column = Math.max(0, x - reach); column <= Math.min(width - 1, x + reach); column++) {
      const q = row * width + column;
      if (trust[q]! < enough) continue;
      let apart = 0;
      for (let i = 0; i < 3 * pixels; i += pixels) apart += (data[i + pixel]! - data[i + q]!) ** 2;
      const near = ((row - y) ** 2 + (column - x) ** 2) / (reach * reach);
      const weight = trust[q]! * Math.exp(-apart / (2 * alike * alike) - 2 * near);
      sum += weight * mask[q]!;
      total += weight;
    }
  }
  return total > 1e-6 ? sum / total : undefined;
}
