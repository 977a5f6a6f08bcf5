import { decodeFrames } from '../../decode/frames/frames.js';
import { probe } from '../../decode/probe/probe.js';
import { InputError } from '../../errors.js';
import type { Size } from '../../image.js';
import { frameTime, type Rational, type VideoInfo } from '../../media/info.js';
import { toNumber } from '../../media/time/rational.js';

/** Frames a second at which a folder of pictures is taken to run where no video says otherwise, as in film. */
export const FOLDER_RATE: Rational = { num: 24, den: 1 };

/** One side of a comparison: a video, or pictures in sequence. */
export interface ClipSource {
  readonly path: string;
  readonly width: number;
  readonly height: number;
  readonly frameCount: number;
  /** Frames a second; null for pictures in sequence, which have no times of their own. */
  readonly rate: Rational | null;
  /** The video that the frames come from; null for pictures in sequence. */
  readonly info: VideoInfo | null;
  /** What the frames are decoded from: pictures in sequence are a clip at {@link FOLDER_RATE}. */
  readonly decoded: VideoInfo;
  /** Seconds from the clip's own beginning to a frame; of pictures in sequence at `folderRate`, by default as opened or set. */
  time(frame: number, folderRate?: Rational): number;
  /** Frames `first` … `last`, both included, at the given size, in order: `3·width·height` bytes of R'G'B' each. */
  frames(
    range: { readonly first: number; readonly last: number },
    size: Size,
    options?: {
      readonly signal?: AbortSignal | undefined;
      readonly onNotice?: ((text: string) => void) | undefined;
    },
  ): AsyncGenerator<Uint8Array, void, undefined>;
}

/**
 * Opens a video, or pictures in sequence: a folder, or a pattern of their names
 * (`frames/*.png`, `frames/%04d.png`).
 *
 * @param startNumber of the first picture, for a pattern with `%d` only; default: the lowest
 * @throws InputError where it is none of them, UsageError for a start number without `%d`
 */
export async function openClipSource(
  path: string,
  signal?: AbortSignal,
  startNumber: number | 'auto' = 'auto',
): Promise<ClipSource> {
  const info = await probe(path, { startNumber, signal });
  if (info.kind === 'image') {
    throw new InputError(`\`${path}\` is a single picture: expected a video or a folder of pictures`);
  }
  const { width, height, frameCount, frameRate, ticks } = info.video;
  const inSequence = info.pictures?.every(({ page }) => page === 0) ?? false;
  const at = (frame: number) => frameTime(info, ticks[frame] as number);
  return {
    path,
    width,
    height,
    frameCount,
    decoded: info,
    rate: inSequence ? null : frameRate,
    info: inSequence ? null : info,
    time: (frame, folderRate = FOLDER_RATE) =>
      inSequence ? frame / toNumber(folderRate) : at(frame) - at(0),
    async *frames({ first, last }, size, { signal, onNotice } = {}) {
      const frames = decodeFrames(info, {
        selection: { first, count: last - first + 1 },
        width: size.width,
        height: size.height,
        signal,
        onNotice: (text) => onNotice?.(text),
      });
      for await (const { bytes } of frames) yield bytes;
    },
  };
}

/** The clip, at `folderRate` where it is pictures in sequence and nothing else is said. */
export function atFolderRate(clip: ClipSource, folderRate: Rational): ClipSource {
  return { ...clip, time: (frame, rate = folderRate) => clip.time(frame, rate) };
}
