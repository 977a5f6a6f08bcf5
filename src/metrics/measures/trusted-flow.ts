import type { FlowEstimator } from '../../flow/estimator.js';
import { publishedReliability } from '../../flow/reliability.js';
import type { FlowField, ReliabilityMask } from '../../flow-field.js';
import type { Image } from '../../image.js';

/** Where the pixels of a frame have gone in a later one, and for which of them that can be said. */
export interface TrustedFlow {
  /** On the earlier frame's grid, to the later one. */
  readonly flow: FlowField;
  /** On the earlier frame's grid, 0 or 1. */
  readonly mask: ReliabilityMask;
}

/**
 * The flow from `earlier` to `later`, both *input* frames, with the hard mask
 * of Lai et al. 2018 (after Ruder et al. 2016): 0 where the flow leaves the
 * frame, where it disagrees with the flow back, and at motion boundaries.
 */
export async function estimateTrustedFlow(
  estimator: FlowEstimator,
  earlier: Image,
  later: Image,
  signal?: AbortSignal,
): Promise<TrustedFlow> {
  const { forward, backward } = await estimator.estimateBoth(earlier, later, { signal });
  // The rule judges a flow on its own grid by the one that leads back: here the roles are exchanged.
  return { flow: forward, mask: publishedReliability(forward, backward, { softened: false }) };
}
