import { type DecodedFrame, decodeFrames } from '../decode/frames/frames.js';
import { fitSize, type Size } from '../decode/size.js';
import { UsageError } from '../errors.js';
import type { StylizeOptions } from '../options/resolve.js';
import { enlargedPart } from '../upsample/keep-outside.js';
import { Upsampler } from '../upsample/upsampler.js';
import type { ActiveArea } from './letterbox.js';
import type { VideoPlan } from './plan/job-plan.js';

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
 * run may have painted the frames. Holds one frame at a time. Dispose of it when
 * it is not asked for any more.
 */
export class FrameEnlarger implements AsyncDisposable {
  readonly #frames: AsyncGenerator<DecodedFrame, void, void>;
  readonly #upsampler: Upsampler;

  /** @param area the part of a painted frame within letterbox bars; these stay the source's own */
  constructor(
    { info, selection, size: small, outputSize: large, options }: VideoPlan,
    area: ActiveArea,
    signal: AbortSignal,
  ) {
    this.#frames = decodeFrames(info, { selection, ...large, timeoutSeconds: options.ffmpegTimeout, signal });
    this.#upsampler = new Upsampler({
      small,
      large,
      picture: enlargedPart(area, small, large),
      sourceColours: options.colors === 'source',
    });
  }

  /** The next frame, from the first on, with the opacity that the source has at the output's size. */
  async enlarge(
    rgb24: Uint8Array,
  ): Promise<{ readonly rgb24: Uint8Array; readonly alpha: Uint8Array | undefined }> {
    const source = await this.#frames.next();
    if (source.done) throw new RangeError('Expected as many source frames as painted ones, got fewer');
    const { bytes, alpha } = source.value;
    return { rgb24: await this.#upsampler.upsample(rgb24, bytes), alpha };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#upsampler[Symbol.asyncDispose]();
    await this.#frames.return();
  }
}
