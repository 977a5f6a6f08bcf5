import { type DecodedFrame, decodeFrames } from '../decode/frames/frames.js';
import { fitSize, type Size } from '../decode/size.js';
import { UsageError } from '../errors.js';
import type { VideoInfo } from '../media/info.js';
import type { FrameSelection } from '../media/time/selection.js';
import type { StylizeOptions } from '../options/resolve.js';
import { enlargedPart } from '../upsample/keep-outside.js';
import { Upsampler } from '../upsample/upsampler.js';
import type { FrameSink } from './follow-frames.js';
import type { ActiveArea } from './letterbox.js';

/** What painted frames are brought to another size by. */
export interface EnlargeJob {
  readonly info: VideoInfo;
  readonly selection: FrameSelection;
  /** Of the painted frames. */
  readonly small: Size;
  /** Of the output. */
  readonly large: Size;
  /** Seconds without a sign of life after which FFmpeg is given up. */
  readonly timeoutSeconds: number;
  readonly signal: AbortSignal;
}

/**
 * The size of the output.
 *
 * @param source as displayed
 * @param small what is painted
 * @throws UsageError where it would be smaller than that
 */
export function outputSizeOf(
  source: Size,
  small: Size,
  { outputSize }: Pick<StylizeOptions, 'outputSize'>,
): Size {
  if (outputSize === 'auto') return small;
  const large = fitSize(source, outputSize);
  if (large.width >= small.width && large.height >= small.height) return large;
  throw new UsageError(
    `Expected \`--output-size\` to be at least \`--size\`, got ${large.width}×${large.height} for pictures painted at ${small.width}×${small.height}`,
  );
}

/**
 * Brings painted frames to the output's size on their way to the encoder,
 * guided by the source, which is decoded at that size a second time: an earlier
 * run may have painted the frames. Holds one frame at a time. Where the sizes
 * are the same, it is not there. Dispose of it when nothing is written any more.
 */
export class FrameEnlarger implements AsyncDisposable {
  readonly #job: EnlargeJob;
  #frames: AsyncGenerator<DecodedFrame, void, void> | undefined;
  #upsampler: Upsampler | undefined;

  constructor(job: EnlargeJob) {
    this.#job = job;
  }

  /**
   * Where painted frames are to be written to, on their way to `sink`.
   *
   * @param area the part of a painted frame within letterbox bars; these stay the source's own
   */
  before(sink: FrameSink, area: ActiveArea): FrameSink {
    const { info, selection, small, large, timeoutSeconds, signal } = this.#job;
    if (small.width === large.width && small.height === large.height) return sink;
    this.#frames ??= decodeFrames(info, { selection, ...large, timeoutSeconds, signal });
    this.#upsampler ??= new Upsampler({ small, large, picture: enlargedPart(area, small, large) });
    return { write: (rgb24) => this.#write(rgb24, sink) };
  }

  async #write(rgb24: Uint8Array, sink: FrameSink): Promise<void> {
    const source = await this.#frames?.next();
    if (!source?.value || !this.#upsampler) {
      throw new RangeError('Expected as many source frames as painted ones, got fewer');
    }
    const { bytes, alpha } = source.value;
    await sink.write(await this.#upsampler.upsample(rgb24, bytes), alpha);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#upsampler?.[Symbol.asyncDispose]();
    await this.#frames?.return();
  }
}
