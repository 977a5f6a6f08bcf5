import { UsageError } from '../errors.js';
import type { FlowEstimator } from '../flow/estimator.js';
import type { Image } from '../image.js';
import { estimateTrustedFlow } from './trusted-flow.js';
import { pairWarpingError } from './warping-error.js';

/** Warping error of a clip at one gap, as `WARPING_ERROR_DEFINITION` says. */
export interface GapWarpingError {
  /** Frames between the two of a pair: 1 for neighbours. */
  readonly gap: number;
  /** How many pairs were measured; both errors are NaN if none. */
  readonly pairs: number;
  readonly output: number;
  /** The input clip's own: what flow and mask themselves get wrong. */
  readonly input: number;
  /** Mean share of pixels that are trusted. */
  readonly trusted: number;
}

export interface ClipSteadinessOptions {
  /** Each ≥ 1. Default [1]. Frames of the largest gap are held in memory, no more. */
  readonly gaps?: readonly number[];
  /** Tells where a new shot begins, of two neighbouring input frames. Without it the clip is one shot. */
  readonly cuts?: { isCut(previous: Image, current: Image): Promise<boolean> };
  readonly signal?: AbortSignal;
}

interface Held {
  readonly input: Image;
  readonly output: Image;
  readonly shot: number;
}

/**
 * Warping error of a clip against the clip it was made from, frame by frame.
 *
 * @param input frames of the source, at the size of the output's
 * @param output as many frames
 * @throws UsageError if the streams differ in length or size, or a gap is not an integer ≥ 1
 */
export async function clipWarpingError(
  input: AsyncIterable<Image> | Iterable<Image>,
  output: AsyncIterable<Image> | Iterable<Image>,
  estimator: FlowEstimator,
  { gaps = [1], cuts, signal }: ClipSteadinessOptions = {},
): Promise<GapWarpingError[]> {
  for (const gap of gaps) {
    if (!Number.isInteger(gap) || gap < 1) throw new UsageError(`Expected gaps ≥ 1, got ${gap}`);
  }
  const longest = Math.max(...gaps);
  const sums = gaps.map((gap) => ({ gap, pairs: 0, output: 0, input: 0, trusted: 0 }));
  const held: Held[] = [];
  for await (const [source, stylized] of together(input, output)) {
    signal?.throwIfAborted();
    const newest = held[0];
    const cut = newest !== undefined && ((await cuts?.isCut(newest.input, source)) ?? false);
    const current = { input: source, output: stylized, shot: (newest?.shot ?? 0) + (cut ? 1 : 0) };
    for (const sum of sums) {
      const earlier = held[sum.gap - 1];
      if (earlier === undefined || earlier.shot !== current.shot) continue;
      const flow = await estimateTrustedFlow(estimator, earlier.input, source, signal);
      const ofOutput = pairWarpingError(earlier.output, stylized, flow);
      const ofInput = pairWarpingError(earlier.input, source, flow);
      if (ofOutput === undefined || ofInput === undefined) continue;
      sum.pairs++;
      sum.output += ofOutput.error;
      sum.input += ofInput.error;
      sum.trusted += ofInput.trusted;
    }
    held.unshift(current);
    if (held.length > longest) held.pop();
  }
  return sums.map(({ gap, pairs, output, input, trusted }) => ({
    gap,
    pairs,
    output: output / pairs,
    input: input / pairs,
    trusted: trusted / pairs,
  }));
}

/** Both streams, a pair at a time; they have to end together. */
async function* together<A, B>(
  first: AsyncIterable<A> | Iterable<A>,
  second: AsyncIterable<B> | Iterable<B>,
): AsyncGenerator<readonly [A, B], void, undefined> {
  const others = iteratorOf(second);
  let count = 0;
  try {
    for await (const value of first) {
      const other = await others.next();
      if (other.done)
        throw new UsageError(`Expected as many output frames as input frames, got only ${count}`);
      count++;
      yield [value, other.value] as const;
    }
    if (!(await others.next()).done) {
      throw new UsageError(`Expected ${count} output frames, as in the input, got more`);
    }
  } finally {
    await others.return?.();
  }
}

async function* iteratorOf<T>(values: AsyncIterable<T> | Iterable<T>): AsyncGenerator<T, void, undefined> {
  yield* values;
}
