import type { Image } from '../image.js';
import { createDisEstimator, type FlowEstimator } from './estimator.js';
import { inconsistentShare } from './reliability.js';
import { shrinkByArea } from './resample.js';

/** Pictures are compared at this size of the longer side. */
const LONGER_SIDE = 256;
/** Share of inconsistent flow above which two frames belong to two shots. */
export const CUT_THRESHOLD = 0.87;
/** Mean difference, in [0,1], of the shrunk pictures up to which nothing can have been cut. */
const SAME_PICTURE = 1 / 255;

/** Tells cuts from motion. */
export interface CutDetector extends AsyncDisposable {
  /**
   * Share, 0 … 1, of the picture for which no consistent motion from `previous`
   * to `current` is found. The frames' sizes may be any, but equal. Rejects with
   * `signal.reason` when aborted.
   */
  score(
    previous: Image,
    current: Image,
    options?: { readonly signal?: AbortSignal | undefined },
  ): Promise<number>;
  /** Whether `current` begins a new shot: score > threshold. */
  isCut(
    previous: Image,
    current: Image,
    options?: { readonly signal?: AbortSignal | undefined },
  ): Promise<boolean>;
}

/**
 * A cut detector on the forward–backward test of fast flow at 256 pixels.
 * Brightness and contrast of both frames are evened out first, so that a fade or a flash is none.
 */
export async function createCutDetector(
  options: { readonly threshold?: number | undefined } = {},
): Promise<CutDetector> {
  const threshold = options.threshold ?? CUT_THRESHOLD;
  const estimator: FlowEstimator = await createDisEstimator({ preset: 'fast' });
  let last: { readonly of: Image; readonly shrunk: Image } | undefined;

  const shrink = (image: Image): Image => {
    if (last?.of === image) return last.shrunk;
    const scale = Math.min(1, LONGER_SIDE / Math.max(image.width, image.height));
    const width = Math.max(1, Math.round(image.width * scale));
    const height = Math.max(1, Math.round(image.height * scale));
    return shrinkByArea(image, width, height);
  };
  const score: CutDetector['score'] = async (previous, current, { signal } = {}) => {
    signal?.throwIfAborted();
    const before = shrink(previous);
    const after = shrink(current);
    last = { of: current, shrunk: after };
    if (meanDifference(before, after) <= SAME_PICTURE) return 0;
    const flow = await estimator.estimateBoth(before, after, { signal });
    return inconsistentShare(flow.backward, flow.forward);
  };
  return {
    score,
    isCut: async (previous, current, given) => (await score(previous, current, given)) > threshold,
    [Symbol.asyncDispose]: () => estimator[Symbol.asyncDispose](),
  };
}

function meanDifference(a: Image, b: Image): number {
  let sum = 0;
  for (let i = 0; i < a.data.length; i++) sum += Math.abs(a.data[i]! - b.data[i]!);
  return sum / a.data.length;
}
