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
 * Bytes that painting takes whatever the size of the pictures; for each pixel of those that are painted at a time, in each manner;
 * for each pixel of a frame with its flow and its past. Fitted, as the next, to the largest resident size of whole jobs (docs/benchmarks.md).
 */
const painting = { fixed: 320 * mebi, perPixel: 480, perFlowPixel: 740 };
/**
 * Bytes that fine-tuning takes before, in both processes: whatever the size, for each pixel that is learnt from at a time, and for each
 * pixel of a frame, of which 16 are kept as bytes.
 */
const learning = { fixed: 250 * mebi, perLearntPixel: 2200, perPixel: 48 };

/** Bytes that painting so many pictures at a time takes on the CPU, about. */
export function fastMemoryNeed(work: FastWork, parallel: number): number {
  const pixels = work.width * work.height;
  const flow = work.flowFused ? painting.perFlowPixel * pixels : 0;
  const paints = painting.fixed + parallel * pictureNeed(work) + flow;
  if (!work.fineTunes || !canFineTune(work)) return paints;
  const { width, height } = learntSize(work);
  const learnt = width * height;
  const learns = learning.fixed + learning.perLearntPixel * learnt + learning.perPixel * pixels;
  return Math.max(learns, paints);
}

function pictureNeed({ width, height, manners }: FastWork): number {
  return painting.perPixel * width * height * manners;
}

/**
 * How many pictures can be painted at a time, at most as many as asked for.
 *
 * @throws EngineError that says what would fit, where one does not
 */
export function picturesAtATime(work: FastWork, asked: number, limit = memoryLimit()): number {
  const need = fastMemoryNeed(work, 1);
  if (need <= limit) {
    let fitting = 1;
    while (fitting < asked && fastMemoryNeed(work, fitting + 1) <= limit) fitting++;
    return fitting;
  }
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
