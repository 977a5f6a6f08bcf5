import type { Image } from '../image.js';
import { createDisEstimator } from './dis/estimator.js';
import type { Abortable, FlowPair } from './estimator.js';

/**
 * The optical flow between two pictures of the same size, both ways, by dense inverse search as in a job. Starts two
 * threads for it and ends them: meant for single pairs.
 *
 * @throws UsageError where the sizes differ; rejects with `signal.reason` on abort
 */
export async function estimateFlow(
  previous: Image,
  current: Image,
  { signal }: Abortable = {},
): Promise<FlowPair> {
  await using estimator = await createDisEstimator();
  return await estimator.estimateBoth(previous, current, { signal });
}
