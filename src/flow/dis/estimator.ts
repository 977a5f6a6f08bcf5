import assert from 'node:assert/strict';
import { UsageError } from '../../errors.js';
import type { Image, Size } from '../../image.js';
import { WorkerClient } from '../../worker-client.js';
import type { FlowEstimator } from '../estimator.js';
import { type GreyImage, greyOf } from './grey.js';
import { type DisPreset, type DisSettings, disPresets } from './settings.js';
import type { DisCalls } from './worker.js';

/** The preset that is used where none is named. */
const DEFAULT_DIS_PRESET: DisPreset = 'medium';

/**
 * Dense inverse search in two worker threads, one for each direction, or in a single one.
 *
 * @param options `forward`: of the flow from the earlier frame, where that only checks the other; needs both threads.
 *   Default: as `preset`
 */
export async function createDisEstimator({
  preset = DEFAULT_DIS_PRESET,
  forward = preset,
  threads: count = 2,
}: {
  readonly preset?: DisPreset | undefined;
  readonly forward?: DisPreset | undefined;
  readonly threads?: 1 | 2;
} = {}): Promise<FlowEstimator> {
  assert(count === 2 || forward === preset, 'one thread computes all flows alike');
  const first = startThread(disPresets[forward]);
  const threads = [first, count === 1 ? first : startThread(disPresets[preset])] as const;
  // A frame is looked at twice: as the current one, then as the previous one.
  const known = new WeakMap<Image, GreyImage>();
  const grey = (image: Image): GreyImage => {
    const seen = known.get(image) ?? greyOf(image);
    known.set(image, seen);
    return seen;
  };
  return {
    description: `dense inverse search, ${preset}`,
    async estimateBoth(previous, current, { signal } = {}) {
      signal?.throwIfAborted();
      checkSizes(previous, current);
      const [before, now] = [grey(previous), grey(current)];
      const [forward, backward] = await Promise.all([
        threads[0].call('compute', { from: before, to: now }, { signal }),
        threads[1].call('compute', { from: now, to: before }, { signal }),
      ]);
      return { forward, backward };
    },
    async refine(from, to, guess, { signal } = {}) {
      signal?.throwIfAborted();
      checkSizes(from, to);
      checkSizes(from, guess);
      return threads[1].call('compute', { from: grey(from), to: grey(to), guess }, { signal });
    },
    async [Symbol.asyncDispose]() {
      await Promise.all(threads.map((thread) => thread[Symbol.asyncDispose]()));
    },
  };
}

function startThread(workerData: DisSettings): WorkerClient<DisCalls> {
  return new WorkerClient(new URL('./worker.js', import.meta.url), {
    name: 'The optical flow thread',
    workerData,
    disposed: new UsageError('The flow estimator has already been disposed of'),
    failure: 'The optical flow failed',
    native: false,
  });
}

function checkSizes(a: Size, b: Size): void {
  if (a.width === b.width && a.height === b.height) return;
  throw new UsageError(
    `Expected two frames of the same size, got ${a.width}×${a.height} and ${b.width}×${b.height}`,
  );
}
