import type { FrameContext, TrustedPair } from '../measures/frame-context.js';
import type { FrameMetrics } from '../measures/frame-metrics.js';
import { measureList } from '../measures/table.js';

/** The shot that a frame belongs to, counted from 0, and whether the frame is its first. */
export interface FrameShot {
  readonly number: number;
  readonly starts: boolean;
}

/** The records of one frame, one a render, and the pairs that they come from, one a gap where there is one. */
export interface MeasuredFrame {
  readonly records: readonly FrameMetrics[];
  readonly pairs: readonly TrustedPair[];
}

/** Takes all measures of one frame. */
export async function measureFrame(context: FrameContext, shot: FrameShot): Promise<MeasuredFrame> {
  const { frame, renders, gaps } = context;
  const columns = await Promise.all(
    measureList.map(async ([key, measure]) => ({ key, values: await measure.compute(context) })),
  );
  const records = renders.map((_, r) => ({
    index: frame.index,
    frame: frame.frame ?? frame.index,
    time: frame.time,
    shot: shot.number,
    startsShot: shot.starts,
    ...Object.fromEntries(columns.map(({ key, values }) => [key, values[r]])),
  }));
  const pairs = await Promise.all(gaps.map((gap) => context.pair(gap)));
  return { records: records as unknown as FrameMetrics[], pairs: pairs.filter((pair) => pair !== undefined) };
}
