import { decodeFrames } from '../../decode/frames/frames.js';
import { imageFromRgb24 } from '../../image.js';
import { partOf } from '../../media/time/resampled.js';
import { cropToArea } from '../letterbox.js';
import { addMargin } from '../margin.js';
import type { VideoRun } from '../video-run.js';
import type { SourceFrame } from './carry.js';

/** Frames that are held while a clip is read backwards. */
const held = 24;

type Clip = Pick<VideoRun, 'plan' | 'area' | 'signal'>;

/**
 * The source frames `from` … `until − 1` of a selection. They are read from there on: a codec that cannot begin anywhere
 * gives a little other pictures then, in which less of a key frame is recognised, and no frame is painted from them.
 */
export async function* sourceFrames(
  { plan, area, signal }: Clip,
  from: number,
  until: number,
): AsyncGenerator<SourceFrame, void, undefined> {
  for await (const { index, bytes } of rawFrames({ plan, signal }, from, until)) {
    yield { index, source: asSource(bytes, { plan, area }) };
  }
}

/** The same, the last first: some frames at a time are read ahead, so that memory does not grow with their number. */
export async function* sourceFramesBackwards(
  clip: Clip,
  from: number,
  until: number,
): AsyncGenerator<SourceFrame, void, undefined> {
  for (let end = until; end > from; end -= held) {
    const part: { index: number; bytes: Uint8Array }[] = [];
    for await (const frame of rawFrames(clip, Math.max(from, end - held), end)) part.push(frame);
    for (const { index, bytes } of part.reverse()) yield { index, source: asSource(bytes, clip) };
  }
}

async function* rawFrames(
  { plan, signal }: Pick<Clip, 'plan' | 'signal'>,
  from: number,
  until: number,
): AsyncGenerator<{ index: number; bytes: Uint8Array }, void, undefined> {
  const { info, selection, size, options } = plan;
  const part = partOf(selection, from, until - from);
  const decoding = { ...size, selection: part, signal, timeoutSeconds: options.ffmpegTimeout };
  for await (const { index, bytes } of decodeFrames(info, decoding)) yield { index: from + index, bytes };
}

function asSource(bytes: Uint8Array, { plan, area }: Pick<Clip, 'plan' | 'area'>) {
  const { width, height } = plan.size;
  return addMargin(cropToArea(imageFromRgb24(bytes, width, height), area));
}
