import { createHash } from 'node:crypto';
import { type DecodedFrame, decodeFrames } from '../../decode/frames/frames.js';
import { createCutDetector } from '../../flow/cuts.js';
import { createDisEstimator } from '../../flow/dis/estimator.js';
import { meanMotion } from '../../flow/mean-motion.js';
import { type Image, imageFromRgb24 } from '../../image.js';
import { resizeImage } from '../../image-resize.js';
import { cropToArea } from '../letterbox.js';
import { addMargin } from '../margin.js';
import type { VideoPlan } from '../plan/job-plan.js';

/** Frames of a selection between two cuts. */
export interface ShotSpan {
  /** Index of its first frame within the selection. */
  readonly first: number;
  readonly count: number;
}

/** What looking through a clip has found. */
export interface FoundShots {
  /** In order; together all frames of the selection. */
  readonly shots: readonly ShotSpan[];
  /** Whether frames could not be decoded, or the decoder reported errors. */
  readonly damaged: boolean;
  /** The digest of every frame, one after the other. */
  readonly digests: Uint8Array;
  /** For every frame, how far the picture has moved since the one before: mean pixels at 256 a side; zeros where not asked for. */
  readonly motion: Float32Array;
  /** What decoding had to tell. */
  readonly notices: readonly string[];
}

/** Bytes of a frame's digest. */
const digestBytes = 8;

/** A digest of a decoded picture, its opacity included: {@link digestBytes} bytes. */
export function frameDigest({ bytes, alpha }: Pick<DecodedFrame, 'bytes' | 'alpha'>): Uint8Array {
  const hash = createHash('sha256').update(bytes);
  return (alpha ? hash.update(alpha) : hash).digest().subarray(0, digestBytes);
}

/** The digest of the frame of that index among those of a whole selection. */
export function digestOf(digests: Uint8Array, index: number): Uint8Array {
  return digests.subarray(index * digestBytes, (index + 1) * digestBytes);
}

/**
 * Looks through a clip as painting does: the same frames, the same cuts.
 *
 * @param onFrame hears the index of every frame looked at
 * @throws as `decodeFrames`. Rejects with `signal.reason` on abort
 */
export async function lookThrough(
  { info, selection, size, area, options, painter }: VideoPlan,
  {
    signal,
    onFrame,
    measuresMotion = false,
  }: {
    readonly signal?: AbortSignal | undefined;
    readonly onFrame?: (index: number) => void;
    /** Whether motion is measured: it takes another flow of every frame. */
    readonly measuresMotion?: boolean;
  } = {},
): Promise<FoundShots> {
  const part = area ?? { left: 0, top: 0, width: size.width, height: size.height };
  // As painting looks for cuts: in the pictures that it measures shots by, or in those that it optimises.
  const measured = options.colors === 'matched' || (painter?.way === 'network' && painter.normsByShot);
  const withMargin = !options.fast && !measured;
  await using cuts = await createCutDetector();
  await using motionEstimator = measuresMotion ? await createDisEstimator({ preset: 'fast' }) : undefined;
  const motion = new Float32Array(selection.count);
  const firsts: number[] = [];
  const notices: string[] = [];
  const digests = new Uint8Array(digestBytes * selection.count);
  let damaged = false;
  let before: { readonly bytes: Uint8Array; readonly picture: Image } | undefined;
  const frames = decodeFrames(info, {
    width: size.width,
    height: size.height,
    selection,
    signal,
    timeoutSeconds: options.ffmpegTimeout,
    onNotice: (text, about) => {
      if (about !== 'size') damaged = true;
      notices.push(text);
    },
  });
  for await (const frame of frames) {
    const { index, bytes } = frame;
    digests.set(frameDigest(frame), index * digestBytes);
    const repeats = before !== undefined && Buffer.compare(before.bytes, bytes) === 0;
    const cropped = () => cropToArea(imageFromRgb24(bytes, size.width, size.height), part);
    const picture = repeats ? before!.picture : withMargin ? addMargin(cropped()) : cropped();
    if (!before || (!repeats && (await cuts.isCut(before.picture, picture, { signal })))) firsts.push(index);
    else if (motionEstimator && !repeats) {
      const [earlier, later] = [shrunk(before.picture), shrunk(picture)];
      motion[index] = meanMotion((await motionEstimator.estimateBoth(earlier, later, { signal })).backward);
    }
    before = { bytes, picture };
    onFrame?.(index);
  }
  const shots = firsts.map((first, i) => ({ first, count: (firsts[i + 1] ?? selection.count) - first }));
  return { shots, damaged, digests, motion, notices };
}

/** Motion is measured at this size of the longer side. */
const longerSide = 256;

function shrunk(image: Image): Image {
  const scale = Math.min(1, longerSide / Math.max(image.width, image.height));
  const side = (length: number) => Math.max(1, Math.round(length * scale));
  return resizeImage(image, side(image.width), side(image.height));
}
