import { setMaxListeners } from 'node:events';
import { UsageError } from '../../errors.js';
import type { CutDetector } from '../../flow/cuts.js';
import type { Image } from '../../image.js';
import { type AlignedFrame, FrameContext, type FrameMeasures } from '../measures/frame-context.js';
import type { FrameMetrics } from '../measures/frame-metrics.js';
import { type HeatMap, pairHeatMap } from '../measures/warping-error.js';
import { type FrameShot, type MeasuredFrame, measureFrame } from './measure-frame.js';

/** Two frames that have been measured, offered to whoever wants to see where the error lies. */
export interface MeasuredPair {
  /** Index of the earlier frame, on whose grid a heat map lies. */
  readonly earlier: number;
  readonly later: number;
  readonly gap: number;
  /** The pictures of both frames. */
  readonly frames: { readonly earlier: AlignedFrame; readonly later: AlignedFrame };
  /** Where a render is unsteady; costs a warp, but no flow. Holding the pair holds its pictures. */
  heatMap(render: number): HeatMap;
}

/** What is measured of a stream of frames, and with what. */
export interface StreamMeasures extends FrameMeasures {
  /** Whether a new shot begins between two neighbouring source frames. Without it the clip is one shot. */
  readonly cuts?: Pick<CutDetector, 'isCut'> | undefined;
  /** Called, in the order of frames, for each pair just before the record of its later frame is handed out. */
  readonly onPair?: ((pair: MeasuredPair) => void) | undefined;
}

/** Frames that are worked on while the consumer looks at the one before: enough to keep two flow threads busy. */
const ahead = 2;

interface Held {
  readonly frame: AlignedFrame;
  readonly shot: Promise<FrameShot>;
}

/**
 * Measures renders against the clip that they were made from, frame by frame:
 * for each frame one record a render, in order. Flow and masks come from the
 * source and are shared by all renders. Holds the frames of the largest gap and
 * a few more, however long the clip.
 *
 * @throws UsageError if a gap is no integer ≥ 1 or the sizes of a frame's pictures differ
 */
export async function* measureFrames(
  frames: AsyncIterable<AlignedFrame> | Iterable<AlignedFrame>,
  measures: StreamMeasures,
): AsyncGenerator<readonly FrameMetrics[], void, undefined> {
  const { gaps = [1], onPair, signal } = measures;
  checkGaps(gaps);
  // Each flow under way listens for the abort, and many are: more than Node takes for a leak.
  if (signal) setMaxListeners(0, signal);
  const longest = Math.max(1, ...gaps);
  let held: readonly Held[] = [];
  const tasks: Promise<MeasuredFrame>[] = [];
  const next = async (): Promise<readonly FrameMetrics[]> => {
    const { records, pairs } = await (tasks.shift() as Promise<MeasuredFrame>);
    for (const { gap, earlier, later, trusted } of pairs) {
      onPair?.({
        earlier: earlier.index,
        later: later.index,
        gap,
        frames: { earlier, later },
        heatMap: (r) => pairHeatMap(earlier.renders[r] as Image, later.renders[r] as Image, trusted),
      });
    }
    return records;
  };
  try {
    for await (const frame of frames) {
      signal?.throwIfAborted();
      checkSizes(frame);
      const current: Held = { frame, shot: shotOf(held[0], frame, measures) };
      const task = measureHeld(current, held, measures);
      task.catch(() => {}); // thrown when its turn comes
      tasks.push(task);
      held = [current, ...held].slice(0, longest);
      if (tasks.length > ahead) yield await next();
    }
    while (tasks.length > 0) yield await next();
  } finally {
    await Promise.allSettled(tasks);
  }
}

async function measureHeld(
  { frame, shot }: Held,
  past: readonly Held[],
  measures: StreamMeasures,
): Promise<MeasuredFrame> {
  const own = await shot;
  const context = new FrameContext(frame, measures, async (gap) => {
    const found = past[gap - 1];
    return found && (await found.shot).number === own.number ? found.frame : undefined;
  });
  return measureFrame(context, own);
}

async function shotOf(
  previous: Held | undefined,
  { source }: AlignedFrame,
  { cuts, signal }: StreamMeasures,
): Promise<FrameShot> {
  if (previous === undefined) return { number: 0, starts: true };
  const [cut, { number }] = await Promise.all([
    cuts?.isCut(previous.frame.source, source, { signal }) ?? false,
    previous.shot,
  ]);
  return { number: number + (cut ? 1 : 0), starts: cut };
}

function checkGaps(gaps: readonly number[]): void {
  for (const gap of gaps) {
    if (!Number.isInteger(gap) || gap < 1)
      throw new UsageError(`Expected gaps to be integers ≥ 1, got ${gap}`);
  }
}

function checkSizes({ source: { width, height }, renders }: AlignedFrame): void {
  const other = renders.find((render) => render.width !== width || render.height !== height);
  if (other) {
    throw new UsageError(
      `Expected renders of the source's size, ${width}×${height}, got ${other.width}×${other.height}`,
    );
  }
}
