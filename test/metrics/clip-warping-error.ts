import type { Image } from '../../src/image.js';
import type { AlignedFrame } from '../../src/metrics/measures/frame-context.js';
import type { GapSummary } from '../../src/metrics/measures/shapes.js';
import { measureFrames, type StreamMeasures } from '../../src/metrics/stream/measure-frames.js';
import { summarise } from '../../src/metrics/summary/summary.js';

/** Frames of a source beside those of renders, a 25th of a second apart. */
export function aligned(source: readonly Image[], ...renders: (readonly Image[])[]): AlignedFrame[] {
  return source.map((image, index) => ({
    ...{ index, time: index / 25, source: image },
    renders: renders.map((render) => render[index]!),
  }));
}

/** Warping error of a whole clip of synthetic frames. */
export async function clipWarpingError(
  source: readonly Image[],
  render: readonly Image[],
  estimator: StreamMeasures['estimator'],
  measures: Partial<StreamMeasures> = {},
): Promise<readonly GapSummary[]> {
  const records = [];
  for await (const [record] of measureFrames(aligned(source, render), { estimator, ...measures })) {
    records.push(record!);
  }
  return summarise(records).whole.warping;
}
