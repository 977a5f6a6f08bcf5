import { InputError } from '../../errors.js';
import type { PictureRef } from '../../media/info.js';
import type { FrameSelection } from '../../media/time/selection.js';
import { type SplitPicture, splitAlpha } from '../frames/alpha.js';
import type { Size } from '../size.js';
import { readPicture } from '../still.js';

/** The selected pictures, one after the other, each with its index in the selection. Damaged ones are left out. */
export async function* pictureFrames(
  pictures: readonly PictureRef[],
  { first, count }: FrameSelection,
  size: Size,
  signal: AbortSignal | undefined,
): AsyncGenerator<{ index: number; picture: SplitPicture }, void, void> {
  for (let index = 0; index < count; index++) {
    signal?.throwIfAborted();
    let rgba: Uint8Array;
    try {
      rgba = await readPicture(pictures[first + index] as PictureRef, size);
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      continue;
    }
    yield { index, picture: splitAlpha(rgba, 'straight') };
  }
}
