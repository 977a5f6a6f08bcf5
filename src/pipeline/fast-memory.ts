import type { Size } from '../decode/size.js';
import { EngineError } from '../errors.js';
import { largestCrop } from '../stylize/fast/tuning/fine-tune.js';
import { cropSide } from '../stylize/fast/tuning/twins.js';
import { gib, memoryLimit } from './memory.js';

const mebi = 2 ** 20;
/**
 * Bytes that a job in one pass takes whatever the size of its pictures; for each pixel of those that are painted at a time; and
 * for each pixel of the crops that the painter is fine-tuned on: the largest resident size of whole jobs of several sizes
 * (docs/benchmarks.md).
 */
const model = { fixed: 320 * mebi, perPixel: 480, perCropPixel: 5000 };

/** Bytes that painting pictures of a size takes on the CPU, so many at a time, about. */
export function fastMemoryNeed(size: Size, parallel: number, fineTunes: boolean): number {
  const crop = fineTunes ? Math.max(0, cropSide(size, largestCrop)) : 0;
  return model.fixed + model.perPixel * size.width * size.height * parallel + model.perCropPixel * crop ** 2;
}

/**
 * How many pictures can be painted at a time.
 *
 * @param most of them
 * @param fineTunes whether the painter is fine-tuned first
 * @throws EngineError that says what would fit, where one does not
 */
export function picturesAtATime(size: Size, most: number, fineTunes: boolean, limit = memoryLimit()): number {
  const need = fastMemoryNeed(size, 1, fineTunes);
  const further = Math.floor((limit - need) / (model.perPixel * size.width * size.height));
  if (further >= 0) return Math.min(most, 1 + further);
  throw new EngineError(
    `Pictures of ${size.width}×${size.height} need about ${gib(need)} of memory, even one at a time, but only ${gib(limit)} is available: ` +
      advice(size, fineTunes, limit),
  );
}

function advice(size: Size, fineTunes: boolean, limit: number): string {
  if (fineTunes && fastMemoryNeed(size, 1, false) <= limit) return '`--fine-tune 0` would fit';
  const longer = Math.max(size.width, size.height);
  for (let side = 10 * Math.floor(longer / 10); side >= 32; side -= 10) {
    const smaller = { width: (size.width * side) / longer, height: (size.height * side) / longer };
    if (fastMemoryNeed(smaller, 1, fineTunes) <= limit) return `\`--size ${side}\` would fit`;
  }
  return 'no size would fit';
}
