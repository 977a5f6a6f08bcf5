import { UsageError } from '../errors.js';
import { createCutDetector } from '../flow/cuts.js';
import { createDisEstimator } from '../flow/dis/estimator.js';
import type { TimeRange } from '../media/time/selection.js';
import type { TimedImage } from '../timed-image.js';
import type { AlignedFrame } from './measures/frame-context.js';
import type { FrameMetrics } from './measures/frame-metrics.js';
import { type ClipMeasures, measureClip } from './stream/measure-clip.js';
import { measureFrames, type StreamMeasures } from './stream/measure-frames.js';
import { Summariser, type Summary } from './summary/summary.js';

/** A clip: its path, or its frames in order. */
export type Footage = string | AsyncIterable<TimedImage> | Iterable<TimedImage>;

/** What {@link measureVideo} found. */
export interface VideoMeasurement {
  /** A record a frame, in order. */
  readonly frames: readonly FrameMetrics[];
  /** Means over the clip and over each of its shots. */
  readonly summary: Summary;
}

/**
 * Measures a painted clip against its source: two files, or the frames of both, one by one and of one size. Of frames,
 * content and style distances are not measured: which of them to take is known only when the last has come.
 *
 * @throws UsageError for a file against frames, or for frames of other sizes or another number;
 *   for files as `measureClip`. Rejects with `signal.reason` on abort
 */
export async function measureVideo(
  painted: Footage,
  source: Footage,
  measures: ClipMeasures & TimeRange = {},
): Promise<VideoMeasurement> {
  const frames: FrameMetrics[] = [];
  const summariser = new Summariser();
  for await (const record of recordsOf(painted, source, measures)) {
    frames.push(record);
    summariser.add(record);
  }
  return { frames, summary: summariser.summary() };
}

async function* recordsOf(
  painted: Footage,
  source: Footage,
  measures: ClipMeasures & TimeRange,
): AsyncGenerator<FrameMetrics, void, undefined> {
  if (typeof painted === 'string' && typeof source === 'string') {
    yield* measureClip(painted, source, measures);
    return;
  }
  if (typeof painted === 'string' || typeof source === 'string') {
    throw new UsageError('Expected two paths or the frames of both clips, got a path and frames');
  }
  await using estimator = await createDisEstimator();
  await using cuts = await createCutDetector();
  const { gaps = [1], tof = true, flicker = true, onPair, signal } = measures;
  const settings: StreamMeasures = { estimator, cuts, gaps, tof, flicker, onPair, signal };
  for await (const [record] of measureFrames(inStep(painted, source), settings)) yield record!;
}

/** The frames of a clip and of its source, side by side, with the source's times. */
async function* inStep(
  painted: Exclude<Footage, string>,
  source: Exclude<Footage, string>,
): AsyncGenerator<AlignedFrame, void, undefined> {
  const renders = iterator(painted);
  const sources = iterator(source);
  try {
    for (let index = 0; ; index++) {
      const [render, own] = await Promise.all([renders.next(), sources.next()]);
      if (render.done !== own.done) {
        const [longer, shorter] = render.done ? ['source', 'painted clip'] : ['painted clip', 'source'];
        throw new UsageError(
          `Expected as many painted frames as source frames: the ${shorter} ends after ${index}, the ${longer} does not`,
        );
      }
      if (render.done || own.done) return;
      yield { index, time: own.value.time, source: own.value.image, renders: [render.value.image] };
    }
  } finally {
    await Promise.all([renders.return(), sources.return()]);
  }
}

async function* iterator(frames: Exclude<Footage, string>): AsyncGenerator<TimedImage, void, undefined> {
  yield* frames;
}
