import { decodeFrames } from '../decode/frames/frames.js';
import { fitSize } from '../decode/size.js';
import { createCutDetector } from '../flow/cuts.js';
import { createDisEstimator } from '../flow/dis/estimator.js';
import { meanMotion } from '../flow/mean-motion.js';
import { type Image, imageFromRgb24 } from '../image.js';
import type { VideoInfo } from '../media/info.js';
import { toNumber } from '../media/time/rational.js';
import type { FrameSelection } from '../media/time/selection.js';
import { pickWindows, type Window } from './pick-windows.js';

/** What looking through the clip found. */
export interface Survey {
  /** In the order of the clip. */
  readonly windows: readonly Window[];
  /** Cuts for each frame that was looked at. */
  readonly cutsPerFrame: number;
  /** How many frames were looked at. */
  readonly frames: number;
}

/** Frames are looked at at this size of the longer side. */
const surveySide = 192;
/** The most frames that are looked at; of a longer clip, stretches from all over it. */
const mostFrames = 1440;
const stretches = 8;
/** Mean difference, 0 … 1, of two frames below which there is no need to ask whether a cut lies between them. */
const surelyNoCut = 0.04;

/** Settings of {@link survey}. */
export interface SurveyOptions {
  /** How many; `auto`: one for each of the longest shots, four at most. */
  readonly windows: number | 'auto';
  /** Length of a window in seconds. */
  readonly seconds: number;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: (done: number, of: number) => void;
}

/** Looks through a clip for its shots, and in each for the part with the most motion. */
export async function survey(
  info: VideoInfo,
  selection: FrameSelection,
  { windows, seconds, signal, onProgress }: SurveyOptions,
): Promise<Survey> {
  const length = Math.max(2, Math.round(seconds * toNumber(info.video.frameRate)));
  const parts = stretchesOf(selection);
  const frames = parts.reduce((sum, { count }) => sum + count, 0);
  const shots: { readonly first: number; readonly motion: number[]; readonly contrast: number[] }[] = [];
  let looked = 0;
  for (const part of parts) {
    let fresh = true;
    for await (const { index, motion, contrast, cut } of motionOf(info, part, signal)) {
      if (fresh || cut) shots.push({ first: index, motion: [], contrast: [] });
      fresh = false;
      shots.at(-1)?.motion.push(motion);
      shots.at(-1)?.contrast.push(contrast);
      onProgress?.(++looked, frames);
    }
  }
  return {
    windows: pickWindows(shots, length, windows),
    cutsPerFrame: frames > 1 ? (shots.length - parts.length) / (frames - 1) : 0,
    frames,
  };
}

/** All of a selection, or stretches evenly spread over it. */
export function stretchesOf({ first, count }: FrameSelection): readonly Window[] {
  if (count <= mostFrames) return [{ first, count }];
  const each = mostFrames / stretches;
  return Array.from({ length: stretches }, (_, i) => ({
    first: first + Math.round((i * (count - each)) / (stretches - 1)),
    count: each,
  }));
}

async function* motionOf(
  info: VideoInfo,
  { first, count }: Window,
  signal: AbortSignal | undefined,
): AsyncGenerator<{
  readonly index: number;
  readonly motion: number;
  readonly contrast: number;
  readonly cut: boolean;
}> {
  const size = fitSize(info.video, surveySide);
  await using estimator = await createDisEstimator({ preset: 'fast' });
  await using cuts = await createCutDetector();
  const selection = { first, count };
  let before: Image | undefined;
  let index = first;
  for await (const { bytes } of decodeFrames(info, { selection, ...size, signal })) {
    const frame = imageFromRgb24(bytes, size.width, size.height);
    let [motion, cut] = [0, false];
    if (before !== undefined) {
      cut = difference(before, frame) > surelyNoCut && (await cuts.isCut(before, frame, { signal }));
      if (!cut) motion = meanMotion((await estimator.estimateBoth(before, frame, { signal })).backward);
    }
    yield { index: index++, motion, contrast: contrastOf(frame), cut };
    before = frame;
  }
}

/** Standard deviation of luma (BT.709). */
function contrastOf({ data }: Image): number {
  const pixels = data.length / 3;
  let [sum, squares] = [0, 0];
  for (let p = 0; p < pixels; p++) {
    const [r, g, b] = [data[p] as number, data[p + pixels] as number, data[p + 2 * pixels] as number];
    const luma = 0.2126 * r + 0.7152 * g + 0.0722 * b;
    sum += luma;
    squares += luma * luma;
  }
  return Math.sqrt(Math.max(0, squares / pixels - (sum / pixels) ** 2));
}

function difference(a: Image, b: Image): number {
  let sum = 0;
  for (let i = 0; i < a.data.length; i++) sum += Math.abs((a.data[i] as number) - (b.data[i] as number));
  return sum / a.data.length;
}
