import type { Image, Size } from '../../image.js';
import { resizePlane } from '../../image-resize.js';
import type { StyleAreas } from '../loss/paintings.js';
import { type ColourStatistics, transferColours } from './colour-transfer.js';

/** The colours of several paintings as one: their means and covariances by their shares, which sum to 1. */
export function mixColours(
  colours: readonly { readonly share: number; readonly colours: ColourStatistics }[],
): ColourStatistics {
  const mixed = (of: (one: ColourStatistics) => readonly number[]) =>
    of(colours[0]!.colours).map((_, i) =>
      colours.reduce((sum, { share, colours: one }) => sum + share * of(one)[i]!, 0),
    );
  return { mean: mixed(({ mean }) => mean), covariance: mixed(({ covariance }) => covariance) };
}

/**
 * A picture in the colours of its paintings: of the first one, or area by area; what lies in none keeps its own.
 *
 * @param frame size of the planes of `areas`
 * @param colours of each area's painting; of the first alone where there are no areas
 */
export function inPaintingColours(
  image: Image,
  frame: Size,
  areas: StyleAreas | undefined,
  colours: readonly ColourStatistics[],
): Image {
  if (areas === undefined) return transferColours(image, colours[0]!);
  const { width, height } = image;
  const pixels = width * height;
  const data = image.data.slice();
  for (const [i, area] of areas.entries()) {
    const plane = resizePlane(area, frame.width, frame.height, width, height);
    const moved = transferColours(image, colours[i]!).data;
    for (let v = 0; v < data.length; v++) {
      data[v] = data[v]! + plane[v % pixels]! * (moved[v]! - image.data[v]!);
    }
  }
  return { width, height, data };
}
