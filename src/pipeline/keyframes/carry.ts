import type { Anchor } from '../../anchor.js';
import type { CutDetector } from '../../flow/cuts.js';
import { followAnchor } from '../../flow/drift-correction.js';
import type { FlowEstimator } from '../../flow/estimator.js';
import { PHOTO_SCALE, warpResidual } from '../../flow/frame-difference.js';
import { softReliability } from '../../flow/reliability.js';
import { warp } from '../../flow/warp.js';
import type { Image } from '../../image.js';

/** A source frame, its active area with a margin. */
export interface SourceFrame {
  /** Within the selection. */
  readonly index: number;
  readonly source: Image;
}

/** A key frame's picture where a frame shows what the key frame does. */
export interface CarriedKey {
  readonly index: number;
  /** On the frame's grid. */
  readonly picture: Image;
  /** By pixel, how surely that is so, in [0,1]. */
  readonly trust: Float32Array;
}

/** What a key frame is carried with. */
interface CarryOptions {
  readonly estimator: FlowEstimator;
  readonly cuts: Pick<CutDetector, 'isCut'>;
  readonly signal?: AbortSignal | undefined;
}

/** Below the first, trust is none; from the second on, it is full: paint that is half there shows as a veil. */
const [noTrust, fullTrust] = [0.25, 0.6];
/** Share of a frame below which nothing more is carried. */
const leastKnown = 0.02;

/**
 * Carries the picture of a key frame to the frames that follow it, or that go before it, as long as there is no cut and
 * something of it is to be seen. The flows between neighbours are joined to one flow from the frame to the key frame,
 * whose drift is corrected by what is measured directly between the two (`followAnchor`), and the picture is warped once,
 * by that: it loses no more detail in the hundredth frame than in the first.
 *
 * A pixel is trusted where every flow on its way is, and its colour in the source is what the key frame has there; both
 * to the power of ¼, as for the temporal loss.
 *
 * @param frames in order, away from the key frame, which is not among them
 */
export async function* carryKey(
  key: SourceFrame & { readonly picture: Image },
  frames: AsyncIterable<SourceFrame>,
  { estimator, cuts, signal }: CarryOptions,
): AsyncGenerator<CarriedKey, void, undefined> {
  let previous: SourceFrame = key;
  let anchor: Anchor | undefined;
  for await (const frame of frames) {
    const [earlier, later] = frame.index < previous.index ? [frame, previous] : [previous, frame];
    if (await cuts.isCut(earlier.source, later.source, { signal })) return;
    const { source } = frame;
    const { forward, backward } = await estimator.estimateBoth(previous.source, source, { signal });
    const reliability = softReliability(backward, forward, source, previous.source);
    const step = { current: source, previous: previous.source, backward, reliability };
    anchor = (await followAnchor(estimator, anchor, step, { signal })).anchor;
    const trust = trustIn(anchor, source);
    if (mean(trust) < leastKnown) return;
    yield { index: frame.index, picture: warp(key.picture, anchor.flow), trust };
    previous = frame;
  }
}

function trustIn({ flow, known, source: shown }: Anchor, source: Image): Float32Array {
  const residual = warpResidual(flow, source, shown);
  return known.map((way, p) => {
    const alike = Math.exp(-((residual[p]! / PHOTO_SCALE) ** 2) / 4);
    const share = Math.min(1, Math.max(0, (way * alike - noTrust) / (fullTrust - noTrust)));
    return share * share * (3 - 2 * share);
  });
}

function mean(plane: Float32Array): number {
  let sum = 0;
  for (const value of plane) sum += value;
  return sum / plane.length;
}
