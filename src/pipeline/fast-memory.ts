import type { Size } from '../decode/size.js';
import { EngineError } from '../errors.js';
import { canFineTune, learntSize } from '../stylize/fast/tuning/fine-tune.js';
import { gib, memoryLimit } from './memory.js';

/** What is painted in one pass. */
export interface FastWork extends Size {
  /** How many paintings each picture is painted after: the style, with what is blended with it, and those of regions. */
  readonly manners: number;
  /** Whether frames are held to the past along the flow. */
  readonly flowFused: boolean;
  /** Whether the painter is fine-tuned first. */
  readonly fineTunes: boolean;
}

const mebi = 2 ** 20;
/**
 * Bytes that a job in one pass takes whatever the size of its pictures; for each pixel of those that are painted at a time, in
 * each manner; for each pixel of a frame with its flow and its past; and for each pixel of the crops that the painter is
 * fine-tuned on: fitted to the largest resident size of whole jobs (docs/benchmarks.md).
 */
const model = { fixed: 320 * mebi, perPixel: 480, perFlowPixel: 820, perCropPixel: 1500 };

/** Bytes that painting so many pictures at a time takes on the CPU, about. */
export function fastMemoryNeed(work: FastWork, parallel: number): number {
  const learnt = work.fineTunes && canFineTune(work) ? learntSize(work) : { width: 0, height: 0 };
  const flow = work.flowFused ? model.perFlowPixel * work.width * work.height : 0;
  return (
    model.fixed + parallel * pictureNeed(work) + flow + model.perCropPixel * learnt.width * learnt.height
  );
}

function pictureNeed({ width, height, manners }: FastWork): number {
  return model.perPixel * width * height * manners;
}

/**
 * How many pictures can be painted at a time, at most as many as asked for.
 *
 * @throws EngineError that says what would fit, where one does not
 */
export function picturesAtATime(work: FastWork, asked: number, limit = memoryLimit()): number {
  const need = fastMemoryNeed(work, 1);
  if (need <= limit) return Math.min(asked, 1 + Math.floor((limit - need) / pictureNeed(work)));
  throw new EngineError(
    `Pictures of ${work.width}×${work.height} need about ${gib(need)} of memory, even one at a time, but only ${gib(limit)} is available: ` +
      advice(work, limit),
  );
}

function advice(work: FastWork, limit: number): string {
  const fits = (other: FastWork) => fastMemoryNeed(other, 1) <= limit;
  if (work.fineTunes && fits({ ...work, fineTunes: false })) return '`--fine-tune 0` would fit';
  const longer = Math.max(work.width, work.height);
  for (let side = 10 * Math.floor(longer / 10); side >= 32; side -= 10) {
    const share = side / longer;
    const smaller = { ...work, width: share * work.width, height: share * work.height };
    if (fits(smaller)) return `\`--size ${side}\` would fit`;
  }
  return 'no size would fit';
}
