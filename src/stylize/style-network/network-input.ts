import type { Size } from '../../image.js';
import { type ColourRange, toNetworkInto } from './colour-range.js';
import type { StyleNetwork } from './style-network.js';

/** What a network is told of the past frame; all of the picture's size. */
export interface WarpedPast {
  /** The painted past frame on this frame's grid: three planes, RGB in [0,1]. */
  readonly planes: Float32Array;
  /** How far each pixel of it can be trusted, in [0,1]. */
  readonly trust: Float32Array;
}

/**
 * A network's input, `[1, channels, height, width]`. The channels after the picture's own are, of 6, the past frame, or
 * where there is none the picture itself; of 7, the past frame times its trust, and the trust, or where there is none
 * zeros: what is not trusted is 0 in the network's own values, as in Ruder et al. 2018.
 *
 * @param planes the picture, RGB in [0,1]
 */
export function networkInput(
  channels: StyleNetwork['channels'],
  planes: Float32Array,
  colours: ColourRange,
  past?: WarpedPast,
): Float32Array {
  const pixels = planes.length / 3;
  const input = new Float32Array(channels * pixels);
  toNetworkInto(input, 0, planes, colours);
  if (channels === 3) return input;
  if (channels === 6) {
    toNetworkInto(input, 3 * pixels, past?.planes ?? planes, colours);
    return input;
  }
  if (past === undefined) return input;
  toNetworkInto(input, 3 * pixels, past.planes, colours);
  for (let i = 0; i < 3 * pixels; i++) {
    const at = 3 * pixels + i;
    input[at] = input[at]! * past.trust[i % pixels]!;
  }
  input.set(past.trust, 6 * pixels);
  return input;
}

/** The shape of such an input. */
export function inputDims(channels: StyleNetwork['channels'], { width, height }: Size): number[] {
  return [1, channels, height, width];
}
