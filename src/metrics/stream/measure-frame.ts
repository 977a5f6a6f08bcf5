import {
  type AlignedFrame,
  FrameContext,
  type FrameMeasures,
  type TrustedPair,
} from '../measures/frame-context.js';
import type { FrameMetrics } from '../measures/frame-metrics.js';
import { measureList } from '../measures/table.js';

/** The records of one frame, one a render, and the pairs that they come from, one a gap where there is one. */
export interface MeasuredFrame {
  readonly records: readonly FrameMetrics[];
  readonly pairs: readonly TrustedPair[];
}

/**
 * Takes all measures of one frame against those before it in its shot.
 *
 * @param earlier the frame so many frames before, undefined where that is another shot or before the clip
 */
export async function measureFrame(
  frame: AlignedFrame,
  shot: { readonly number: number; readonly starts: boolean },
  earlier: (gap: number) => Promise<AlignedFrame | undefined>,
  settings: FrameMeasures,
): Promise<MeasuredFrame> {
  const context = new FrameContext(frame, settings, earlier);
  const columns = await Promise.all(
    measureList.map(async ([key, measure]) => ({ key, values: await measure.compute(context) })),
  );
  const records = context.renders.map((_, r) => ({
    index: frame.index,
    frame: frame.frame ?? frame.index,
    time: frame.time,
    shot: shot.number,
    startsShot: shot.starts,
    ...Object.fromEntries(columns.map(({ key, values }) => [key, values[r]])),
  }));
  const pairs = await Promise.all(context.gaps.map((gap) => context.pair(gap)));
  return { records: records as unknown as FrameMetrics[], pairs: pairs.filter((pair) => pair !== undefined) };
}
