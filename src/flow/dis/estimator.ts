import { UsageError } from '../../errors.js';
import type { Size } from '../../image.js';
import { WorkerClient } from '../../worker-client.js';
import type { FlowEstimator } from '../estimator.js';
import { type DisPreset, type DisSettings, disPresets } from './settings.js';
import type { DisCalls } from './worker.js';

/** The preset that is used where none is named. */
const DEFAULT_DIS_PRESET: DisPreset = 'medium';

/** Dense inverse search in two worker threads, one for each direction. */
export async function createDisEstimator({
  preset = DEFAULT_DIS_PRESET,
}: {
  readonly preset?: DisPreset | undefined;
} = {}): Promise<FlowEstimator> {
  const settings = disPresets[preset];
  const threads = [startThread(settings), startThread(settings)] as const;
  return {
    description: `dense inverse search, ${preset}`,
    async estimateBoth(previous, current, { signal } = {}) {
      signal?.throwIfAborted();
      checkSizes(previous, current);
      const [forward, backward] = await Promise.all([
        threads[0].call('compute', { from: previous, to: current }, { signal }),
        threads[1].call('compute', { from: current, to: previous }, { signal }),
      ]);
      return { forward, backward };
    },
    async refine(from, to, guess, { signal } = {}) {
      signal?.throwIfAborted();
      checkSizes(from, to);
      checkSizes(from, guess);
      return threads[1].call('compute', { from, to, guess }, { signal });
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
