import type { Size } from '../../image.js';
import { resizePlane } from '../../image-resize.js';
import { leastAround } from '../../plane-extremes.js';

/** A frame, rgb24, and its size. */
export interface SizedBytes extends Size {
  readonly bytes: Uint8Array;
}

/**
 * Lays the source over an enlarged frame where the painted one is the source, byte for byte, in a pixel and all its neighbours:
 * there it was kept. So the frames alone tell what was kept, whoever painted them and when.
 *
 * @param painted with `source`, of the size that was painted
 * @param enlarged with `large`, of the output's size; what is returned is this or a copy
 */
export function keepEnlarged(
  painted: SizedBytes,
  source: Uint8Array,
  enlarged: Uint8Array,
  large: SizedBytes,
): Uint8Array {
  const kept = keptPixels(painted, source);
  if (!kept.some((value) => value > 0)) return enlarged;
  const shares = resizePlane(kept, painted.width, painted.height, large.width, large.height);
  const out = enlarged.slice();
  for (let p = 0; p < shares.length; p++) {
    const share = shares[p]!;
    if (share === 0) continue;
    for (let i = 3 * p; i < 3 * p + 3; i++) {
      out[i] = share === 1 ? large.bytes[i]! : Math.round(out[i]! + share * (large.bytes[i]! - out[i]!));
    }
  }
  return out;
}

/** 1 where a pixel and its neighbours are the same in both. */
function keptPixels({ bytes, width, height }: SizedBytes, source: Uint8Array): Float32Array {
  const same = new Float32Array(width * height);
  for (let p = 0, i = 0; p < same.length; p++, i += 3) {
    const equal = bytes[i] === source[i] && bytes[i + 1] === source[i + 1] && bytes[i + 2] === source[i + 2];
    same[p] = equal ? 1 : 0;
  }
  return leastAround(same, { width, height }, 1);
}
