import { InputError } from '../../errors.js';
import type { PictureRef } from '../../media/info.js';
import type { FrameSelection } from '../../media/time/selection.js';
import { type SplitPicture, splitAlpha } from '../frames/alpha.js';
import type { Size } from '../size.js';
import { readPicture } from '../still.js';

/** The selected pictures, one after the other, each with its place in the selection. Damaged ones are left out. */
export async function* pictureFrames(
  pictures: readonly PictureRef[],
  { first, count }: FrameSelection,
  size: Size,
  signal: AbortSignal | undefined,
): AsyncGenerator<{ place: number; picture: SplitPicture }, void, void> {
  for (let place = 0; place < count; place++) {
    signal?.throwIfAborted();
    let rgba: Uint8Array;
    try {
      rgba = await readPicture(pictures[first + place] as PictureRef, size);
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      continue;
    }
    yield { place, picture: splitAlpha(rgba, 'straight') };
  }
}
