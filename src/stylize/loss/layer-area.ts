import { resizePlane } from '../../image-resize.js';
import { leastAround } from '../../plane-extremes.js';
import type { Size } from '../network/layers.js';

/**
 * Positions of a layer by which an area is drawn in at its edge. A feature of VGG sees some four positions to each side, and
 * most of what it sees lies within two of them.
 */
const drawnIn = 2;
/** An area that would lose more than this share of itself is drawn in less: it would have no style of its own. */
const mostLost = 0.75;

/** An area of a frame as a layer has it. */
export interface LayerArea {
  /** For each position, `width·height`; sums to 1, or is 0 everywhere where nothing lies in the area. */
  readonly weights: Float32Array;
  /** How much of the frame it is, in [0,1]. */
  readonly share: number;
}

/**
 * An area at the positions of a layer, drawn in so that features which see much of what lies outside do not count
 * (the guidance channels of Gatys et al. 2017, "Controlling perceptual factors", with inside guidance).
 *
 * @param plane of the frame, in [0,1]
 */
export function layerArea(plane: Float32Array, frame: Size, layer: Size): LayerArea {
  const { width, height } = layer;
  const whole = resizePlane(plane, frame.width, frame.height, width, height);
  const total = sum(whole);
  const first = frame.width <= width ? 0 : drawnIn;
  let weights = whole;
  for (let by = first; by > 0; by--) {
    const smaller = leastAround(whole, layer, by);
    if (sum(smaller) < (1 - mostLost) * total) continue;
    weights = smaller;
    break;
  }
  const kept = sum(weights);
  return {
    weights: kept > 0 ? weights.map((value) => value / kept) : new Float32Array(width * height),
    share: total / (width * height),
  };
}

function sum(values: Float32Array): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}
