import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { decodeFrames } from '../decode/frames.js';
import { probe } from '../decode/probe.js';
import { InputError } from '../errors.js';
import { type Image, imageFromRgb24 } from '../image.js';
import { frameTime, type Rational, type VideoInfo } from '../media/info.js';
import { toNumber } from '../media/rational.js';
import { openPictureFolder, readPictures } from './picture-folder.js';

/** Frames a second at which a folder of pictures is taken to run where no video says otherwise. */
export const FOLDER_RATE: Rational = { num: 25, den: 1 };

/** One side of a comparison: a video, or a folder of pictures. */
export interface ClipSource {
  readonly path: string;
  readonly width: number;
  readonly height: number;
  readonly frameCount: number;
  /** Frames a second; null for a folder, which has no times of its own. */
  readonly rate: Rational | null;
  /** The video that the frames come from; null for a folder. */
  readonly info: VideoInfo | null;
  /** Seconds from the clip's own beginning to a frame; of a folder at `folderRate`. */
  time(frame: number, folderRate?: Rational): number;
  /** Frames `first` … `last`, both included, at the given size, in order. */
  frames(
    range: { readonly first: number; readonly last: number },
    size: { readonly width: number; readonly height: number },
    options?: { readonly signal?: AbortSignal | undefined; readonly onNotice?: (text: string) => void },
  ): AsyncGenerator<Image, void, undefined>;
}

/**
 * Opens a video, a folder of pictures or a pattern of their names (`frames/*.png`).
 *
 * @throws InputError where it is none of them
 */
export async function openClipSource(path: string, signal?: AbortSignal): Promise<ClipSource> {
  const found = await stat(path).catch(() => undefined);
  if (found?.isDirectory() || (found === undefined && basename(path).includes('*')))
    return folderSource(path);
  const info = await probe(path, signal ? { signal } : {});
  if (info.kind === 'image') {
    throw new InputError(`\`${path}\` is one picture: expected a video, or a folder of pictures`);
  }
  return videoSource(path, info);
}

async function folderSource(path: string): Promise<ClipSource> {
  const folder = await openPictureFolder(path);
  const { files, width, height } = folder;
  return {
    ...{ path, width, height, frameCount: files.length, rate: null, info: null },
    time: (frame, rate = FOLDER_RATE) => frame / toNumber(rate),
    frames: (range, size, { signal } = {}) => readPictures(folder, range, size, signal),
  };
}

function videoSource(path: string, info: VideoInfo): ClipSource {
  const { width, height, frameCount, ticks } = info.video;
  const time = (frame: number) =>
    frameTime(info, ticks[frame] as number) - frameTime(info, ticks[0] as number);
  return {
    ...{ path, width, height, frameCount, rate: info.video.frameRate, info, time },
    async *frames({ first, last }, size, { signal, onNotice } = {}) {
      const start = frameTime(info, ticks[first] as number);
      const options = { ...(signal ? { signal } : {}), ...(onNotice ? { onNotice } : {}) };
      let left = last - first + 1;
      for await (const { bytes } of decodeFrames(info, { start, ...size, ...options })) {
        yield imageFromRgb24(bytes, size.width, size.height);
        if (--left === 0) return;
      }
    },
  };
}
