import { isHd, matrixOf } from '../media/colour.js';
import type { VideoInfo } from '../media/info.js';

interface Size {
  readonly width: number;
  readonly height: number;
}

/** FFmpeg's names of a picture's colours. */
interface OutputColour {
  readonly matrix: string;
  readonly primaries: string;
  readonly transfer: string;
}

/**
 * How the output is coded: with the matrix that players assume for its size
 * where they ignore tags (BT.709 from 720p on; below, BT.601 if the source had
 * it, else BT.709), and the source's own primaries and transfer, which nothing
 * here has changed.
 */
export function outputColour({ video }: VideoInfo, { width, height }: Size): OutputColour {
  const sourceMatrix = matrixOf(video.colour, video.codedWidth, video.codedHeight);
  const sd = !isHd(width, height) && sourceMatrix === 'smpte170m';
  const fallback = sd && !isHd(video.codedWidth, video.codedHeight) ? 'smpte170m' : 'bt709';
  return {
    matrix: sd ? 'smpte170m' : 'bt709',
    primaries: video.colour.primaries ?? fallback,
    transfer: video.colour.transfer ?? fallback,
  };
}

/** The filter from full-range R'G'B' to limited-range YCbCr. */
export function toYuvFilter(pixelFormat: string, source: VideoInfo, size: Size): string {
  const { matrix } = outputColour(source, size);
  return (
    `scale=out_color_matrix=${matrix}:out_range=tv:flags=bicubic+accurate_rnd+full_chroma_int+full_chroma_inp,` +
    `format=${pixelFormat}`
  );
}

/** The options that write the colours into the stream. */
export function colourOptions(source: VideoInfo, size: Size): string[] {
  const { matrix, primaries, transfer } = outputColour(source, size);
  return [
    ...['-colorspace', matrix, '-color_primaries', primaries],
    ...['-color_trc', transfer, '-color_range', 'tv'],
  ];
}
