import type { Image, Size } from '../../image.js';
import { resizeImage, resizePlane } from '../../image-resize.js';
import { squaredDifference, writeSquaredDifference } from './quadratic.js';
import { type LossTerm, PICTURE } from './term.js';

/** What a term reads that holds a picture to another. */
export type PixelTargetInputs = {
  /** The other, [1, 3, H, W]. */
  readonly target: Float32Array;
  /** By pixel, [1, 1, H, W]. */
  readonly weight: Float32Array;
};

/**
 * The inputs of such a term at a scale: the mean over the picture's values of weight · (x − target)².
 *
 * @param weight by pixel of the target
 */
export function pixelTargetInputs(
  target: Image,
  weight: Float32Array,
  { width, height }: Size,
): Readonly<Record<string, PixelTargetInputs>> {
  const share = 1 / (3 * width * height);
  const held = weight.map((value) => share * value);
  return {
    [PICTURE]: {
      target: resizeImage(target, width, height).data,
      weight: resizePlane(held, target.width, target.height, width, height),
    },
  };
}

/** How it is computed: Σ weight · (x − target)². */
export const pixelTargetFormula: Omit<LossTerm<PixelTargetInputs>, 'inputs'> = {
  rate: 'weight',
  shapes: ({ width, height }) => ({ target: [1, 3, height, width], weight: [1, 1, height, width] }),
  write: (site, { target, weight }) => writeSquaredDifference(site, target, weight),
  tensorflow: (site, { target, weight }) => squaredDifference(site, target, weight),
};
