import type { FrameBytes } from '../../checkpoint/checkpoint.js';
import { decodeFrames } from '../../decode/frames/frames.js';
import { createDisEstimator } from '../../flow/dis/estimator.js';
import type { FlowEstimator } from '../../flow/estimator.js';
import { softReliability } from '../../flow/reliability.js';
import { warpPlanes } from '../../flow/warp.js';
import { type Image, imageFromRgb24 } from '../../image.js';
import { partOf } from '../../media/time/resampled.js';
import type { ShotsJob } from './open-job.js';

/** A frame of a lead-in, painted by the part that ends there and by the one that begins. */
export interface PaintedTwice {
  readonly ending: FrameBytes;
  readonly beginning: FrameBytes;
}

/**
 * Goes from one painting of the same frames over to another. How far a pixel has gone is carried along the flow and grows
 * by the same step in every frame, so that a stroke fades where it moves; what a frame uncovers is new in both, and
 * is taken from the painting that goes on.
 *
 * @param first index within the selection of the first of them
 * @param frames in order
 * @param count how many
 */
export async function* crossFade(
  { plan }: Pick<ShotsJob, 'plan'>,
  first: number,
  count: number,
  frames: AsyncIterable<PaintedTwice>,
  signal?: AbortSignal,
): AsyncGenerator<FrameBytes, void, undefined> {
  const { info, selection, size, options } = plan;
  const { width, height } = size;
  const sources = decodeFrames(info, {
    width,
    height,
    selection: partOf(selection, first, count),
    signal,
    timeoutSeconds: options.ffmpegTimeout,
  });
  await using estimator = await createDisEstimator();
  const step = 1 / (count + 1);
  let before: { readonly source: Image; readonly share: Float32Array } | undefined;
  try {
    for await (const { ending, beginning } of frames) {
      const decoded = await sources.next();
      if (decoded.done) throw new RangeError(`Expected ${count} source frames, got fewer`);
      const source = imageFromRgb24(decoded.value.bytes, width, height);
      const share = before
        ? await carried(estimator, before.source, source, before.share, step, signal)
        : new Float32Array(width * height).fill(step);
      before = { source, share };
      yield { rgb24: mixed(ending.rgb24, beginning.rgb24, share), alpha: beginning.alpha };
    }
  } finally {
    await sources.return();
  }
}

/** How far each pixel has gone over, 0 … 1, moved on to the next frame and increased. */
async function carried(
  estimator: FlowEstimator,
  previous: Image,
  source: Image,
  share: Float32Array,
  step: number,
  signal: AbortSignal | undefined,
): Promise<Float32Array> {
  const { forward, backward } = await estimator.estimateBoth(previous, source, { signal });
  const { data: reliable } = softReliability(backward, forward, source, previous);
  return warpPlanes(share, backward, 'bilinear').map((value, i) => {
    const known = reliable[i] as number;
    return Math.min(1, known * (value + step) + (1 - known));
  });
}

function mixed(ending: Uint8Array, beginning: Uint8Array, share: Float32Array): Uint8Array {
  return beginning.map((value, i) => {
    const part = share[Math.floor(i / 3)] as number;
    return Math.round((1 - part) * (ending[i] as number) + part * value);
  });
}
