import { UsageError } from '../../errors.js';
import { warp } from '../../flow/warp.js';
import type { Image } from '../../image.js';
import type { TrustedFlow } from './trusted-flow.js';

/** Where a pair of frames differs after warping, on the earlier frame's grid. */
export interface HeatMap {
  readonly width: number;
  readonly height: number;
  /** Squared difference, mean over RGB, of each trusted pixel; −1 where the flow is not trusted. Row-major. */
  readonly error: Float32Array;
}

/**
 * The warping error of a pair pixel by pixel: the mean of the values that are not −1 is the pair's E_warp.
 *
 * @param trusted flow and mask of the two *input* frames
 * @throws UsageError if the sizes differ
 */
export function pairHeatMap(earlier: Image, later: Image, { flow, mask }: TrustedFlow): HeatMap {
  const { width, height, data } = earlier;
  if (later.width !== width || later.height !== height || mask.width !== width || mask.height !== height) {
    throw new UsageError(
      `Expected output frames of the input's size, ${mask.width}×${mask.height}, ` +
        `got ${width}×${height} and ${later.width}×${later.height}`,
    );
  }
  const pixels = width * height;
  const warped = warp(later, flow, 'bilinear').data;
  const error = new Float32Array(pixels).fill(-1);
  for (let p = 0; p < pixels; p++) {
    if (mask.data[p] === 0) continue;
    const red = (warped[p] as number) - (data[p] as number);
    const green = (warped[p + pixels] as number) - (data[p + pixels] as number);
    const blue = (warped[p + 2 * pixels] as number) - (data[p + 2 * pixels] as number);
    error[p] = (red * red + green * green + blue * blue) / 3;
  }
  return { width, height, error };
}
