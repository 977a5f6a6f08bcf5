import type { Image } from '../image.js';
import type { StylizeOptions } from '../options/resolve.js';
import { inSourceColours } from '../source-colours.js';
import { removeMargin } from './margin.js';

/**
 * What is shown and kept of a painted picture. The next frame goes on from the picture as it was painted: its colours,
 * where they are the source's in the end, are what the loss has seen.
 *
 * @param painted with its margin
 * @param source what it was painted from, likewise
 */
export function shownPicture(
  painted: Image,
  source: Image,
  { colors }: Pick<StylizeOptions, 'colors'>,
): Image {
  const picture = removeMargin(painted);
  return colors === 'source' ? inSourceColours(picture, removeMargin(source)) : picture;
}
