import { UsageError } from '../errors.js';
import type { Size } from '../image.js';

export type { Size };

/**
 * The size at which a picture is worked on: its longest side at most `size`
 * pixels, never enlarged, its shape kept to the nearest pixel (odd sizes included).
 */
export function fitSize(displayed: Size, size: number | 'source'): Size {
  const { width, height } = displayed;
  if (size === 'source') return { width, height };
  if (!Number.isInteger(size) || size < 1) {
    throw new UsageError(`Expected \`--size\` to be a whole number of pixels or \`source\`, got \`${size}\``);
  }
  const scale = Math.min(1, size / Math.max(width, height));
  return {
    width: Math.max(1, Math.round(width * scale)),
    height: Math.max(1, Math.round(height * scale)),
  };
}
