import { type DecodedFrame, decodeFrames } from '../decode/frames/frames.js';
import { fitSize, type Size } from '../decode/size.js';
import { UsageError } from '../errors.js';
import type { StylizeOptions } from '../options/resolve.js';
import { enlargedPart } from '../upsample/keep-outside.js';
import { Upsampler } from '../upsample/upsampler.js';
import type { ActiveArea } from './letterbox.js';
import type { VideoPlan } from './plan/job-plan.js';
import { keepEnlarged } from './regions/keep-enlarged.js';

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
  /** The source at the size that was painted; only where parts of it may be kept. */
  readonly #small: AsyncGenerator<DecodedFrame, void, void> | undefined;
  readonly #sizes: { readonly small: Size; readonly large: Size };

  /** @param area the part of a painted frame within letterbox bars; these stay the source's own */
  constructor(
    { info, selection, size: small, outputSize: large, options }: VideoPlan,
    area: ActiveArea,
    signal: AbortSignal,
  ) {
    const reading = { selection, timeoutSeconds: options.ffmpegTimeout, signal };
    this.#frames = decodeFrames(info, { ...reading, ...large });
    const keeps = options.region.some(({ style }) => style === 'keep');
    this.#small = keeps ? decodeFrames(info, { ...reading, ...small }) : undefined;
    this.#sizes = { small, large };
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
    const enlarged = await this.#upsampler.upsample(rgb24, bytes);
    const small = await this.#small?.next();
    if (!small || small.done) return { rgb24: enlarged, alpha };
    const { small: painted, large } = this.#sizes;
    const kept = keepEnlarged({ ...painted, bytes: rgb24 }, small.value.bytes, enlarged, { ...large, bytes });
    return { rgb24: kept, alpha };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#upsampler[Symbol.asyncDispose]();
    await this.#frames.return();
    await this.#small?.return();
  }
}
