import { decodeFrames } from '../decode/frames.js';
import { fitSize } from '../decode/size.js';
import { createCutDetector } from '../flow/cuts.js';
import { createDisEstimator } from '../flow/estimator.js';
import type { FlowField } from '../flow-field.js';
import { type Image, imageFromRgb24 } from '../image.js';
import type { VideoInfo } from '../media/info.js';
import { toNumber } from '../media/rational.js';
import type { FrameSelection } from '../media/selection.js';

/** Frames of a clip that are tried. */
export interface Window {
  /** Index in the clip. */
  readonly first: number;
  readonly count: number;
}

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
  /** Most windows, one a shot; the longest shots are taken. */
  readonly windows: number;
  /** Length of a window in seconds. */
  readonly seconds: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: (done: number, of: number) => void;
}

/** Looks through a clip for its shots, and in each for where most moves. */
export async function survey(
  info: VideoInfo,
  selection: FrameSelection,
  { windows, seconds, signal, onProgress }: SurveyOptions,
): Promise<Survey> {
  const length = Math.max(2, Math.round(seconds * toNumber(info.video.frameRate)));
  const parts = stretchesOf(selection);
  const frames = parts.reduce((sum, { count }) => sum + count, 0);
  const shots: { readonly first: number; readonly motion: number[] }[] = [];
  let looked = 0;
  for (const part of parts) {
    let fresh = true;
    for await (const { place, motion, cut } of motionOf(info, part, signal)) {
      if (fresh || cut) shots.push({ first: place, motion: [] });
      fresh = false;
      shots.at(-1)?.motion.push(motion);
      onProgress?.(++looked, frames);
    }
  }
  const longest = shots
    .toSorted((a, b) => b.motion.length - a.motion.length)
    .filter(({ motion }, i) => i === 0 || motion.length >= 3)
    .slice(0, windows);
  return {
    windows: longest.map((shot) => busiest(shot, length)).sort((a, b) => a.first - b.first),
    cutsPerFrame: frames > 1 ? (shots.length - parts.length) / (frames - 1) : 0,
    frames,
  };
}

/** The window of a shot in which most moves; the whole shot where it is no longer. */
export function busiest(
  { first, motion }: { readonly first: number; readonly motion: readonly number[] },
  length: number,
): Window {
  const count = Math.min(length, motion.length);
  // Motion belongs to the later frame of a pair: a window's first has its partner outside.
  let sum = motion.slice(1, count).reduce((total, value) => total + value, 0);
  let best = { at: 0, sum };
  for (let at = 1; at + count <= motion.length; at++) {
    sum += (motion[at + count - 1] as number) - (motion[at] as number);
    if (sum > best.sum + 1e-9) best = { at, sum };
  }
  return { first: first + best.at, count };
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
): AsyncGenerator<{ readonly place: number; readonly motion: number; readonly cut: boolean }> {
  const size = fitSize(info.video, surveySide);
  await using estimator = await createDisEstimator({ preset: 'fast' });
  await using cuts = await createCutDetector();
  const selection = { first, count };
  let before: Image | undefined;
  let place = first;
  for await (const { bytes } of decodeFrames(info, { selection, ...size, ...(signal ? { signal } : {}) })) {
    const frame = imageFromRgb24(bytes, size.width, size.height);
    let [motion, cut] = [0, false];
    if (before !== undefined) {
      cut = difference(before, frame) > surelyNoCut && (await cuts.isCut(before, frame, { signal }));
      if (!cut) motion = meanLength((await estimator.estimateBoth(before, frame, { signal })).backward);
    }
    yield { place: place++, motion, cut };
    before = frame;
  }
}

function meanLength({ u, v }: FlowField): number {
  let sum = 0;
  for (let p = 0; p < u.length; p++) sum += Math.hypot(u[p] as number, v[p] as number);
  return sum / u.length;
}

function difference(a: Image, b: Image): number {
  let sum = 0;
  for (let i = 0; i < a.data.length; i++) sum += Math.abs((a.data[i] as number) - (b.data[i] as number));
  return sum / a.data.length;
}
