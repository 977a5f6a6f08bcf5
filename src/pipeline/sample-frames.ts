import PQueue from 'p-queue';
import { decodeFrames } from '../decode/frames/frames.js';
import type { Size } from '../decode/size.js';
import { InputError } from '../errors.js';
import { type Image, imageFromRgb24 } from '../image.js';
import type { VideoInfo } from '../media/info.js';
import { remaining } from '../media/time/resampled.js';
import type { FrameSelection } from '../media/time/selection.js';

/** Frames that are looked at for letterbox bars, spread over the part that is stylized. */
const samples = 5;

/** A few frames from all over the selection, in order. */
export async function sampleFrames(
  info: VideoInfo,
  size: Size,
  selection: FrameSelection,
  timeoutSeconds: number,
  signal: AbortSignal | undefined,
): Promise<Image[]> {
  const last = selection.count - 1;
  const offsets = new Set(Array.from({ length: samples }, (_, i) => Math.round((last * i) / (samples - 1))));
  const queue = new PQueue({ concurrency: 2 });
  return queue.addAll(
    [...offsets].map((offset) => async () => {
      const frames = decodeFrames(info, {
        selection: remaining(selection, offset),
        ...size,
        timeoutSeconds,
        signal,
      });
      for await (const { bytes } of frames) return imageFromRgb24(bytes, size.width, size.height);
      throw new InputError(`No frame of \`${info.path}\` could be decoded`);
    }),
  );
}
