import type { VideoInfo } from '../../media/info.js';
import type { Size } from '../size.js';

/** Proportions that differ by less are taken for the same: sizes are rounded. */
const SAME = 0.02;

/**
 * The width and height of FFmpeg's `scale` filter for upright pictures: the
 * given size; for a picture that is stored in another size than the clip
 * announces, and has other proportions, the largest that fits into it.
 */
export function fittedSize({ video }: VideoInfo, { width, height }: Size): string {
  const { codedWidth, codedHeight } = video;
  const [w, h] = video.orientation.turn % 180 === 0 ? [codedWidth, codedHeight] : [codedHeight, codedWidth];
  const proportions = (video.width / video.height).toFixed(6);
  const usual = `eq(iw,${w})*eq(ih,${h})+lt(abs(dar/${proportions}-1),${SAME})`;
  const across = `max(1,round(min(${width},${height}*dar)))`;
  const down = `max(1,round(min(${height},${width}/dar)))`;
  return `w='if(${usual},${width},${across})':h='if(${usual},${height},${down})'`;
}

/** Brings a fitted picture to the given size with bars, black or transparent. */
export function barsFilter({ width, height }: Size): string {
  return `pad=${width}:${height}:(ow-iw)/2:(oh-ih)/2:color=black@0`;
}
