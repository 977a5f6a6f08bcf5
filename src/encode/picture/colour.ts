import { isHd, matrixOf, SCALER_FLAGS } from '../../media/colour.js';
import type { VideoInfo } from '../../media/info.js';

/** A size in pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** FFmpeg's names of a picture's colours. */
interface OutputColour {
  readonly matrix: string;
  readonly primaries: string;
  /** As an encoder's option is spelled. */
  readonly transfer: string;
  /** As ffprobe prints it and filters read it. */
  readonly transferTag: string;
}

/** Transfers that FFmpeg writes, as it prints them. */
const TRANSFERS: ReadonlySet<string> = new Set([
  ...['bt709', 'smpte170m', 'smpte240m', 'linear', 'iec61966-2-4', 'iec61966-2-1', 'smpte2084', 'smpte428'],
  ...['arib-std-b67', 'bt470m', 'bt470bg', 'log100', 'log316', 'bt1361e', 'bt2020-10', 'bt2020-12'],
]);

/** How an encoder's option is spelled where it is not as printed; H.273 has the rest under one name. */
const TRANSFER_OPTIONS: Readonly<Record<string, string>> = {
  bt470m: 'gamma22',
  bt470bg: 'gamma28',
  log100: 'log',
  log316: 'log_sqrt',
  bt1361e: 'bt1361',
  'bt2020-10': 'bt2020_10bit',
  'bt2020-12': 'bt2020_12bit',
};

/** Primaries that FFmpeg writes. */
const PRIMARIES: ReadonlySet<string> = new Set([
  ...['bt709', 'bt470m', 'bt470bg', 'smpte170m', 'smpte240m', 'film', 'bt2020', 'smpte431', 'smpte432'],
]);

/**
 * How the output is coded: with the matrix that players assume for its size
 * where they ignore tags (BT.709 from 720p on; below, BT.601 if the source had
 * it, else BT.709), and the primaries and transfer of the decoded frames, which
 * are the source's own unless its high dynamic range was mapped to BT.709.
 */
function outputColour({ video }: VideoInfo, { width, height }: Size): OutputColour {
  const sourceMatrix = matrixOf(video.colour, video.codedWidth, video.codedHeight);
  const sd = !isHd(width, height) && sourceMatrix === 'smpte170m';
  const fallback = sd && !isHd(video.codedWidth, video.codedHeight) ? 'smpte170m' : 'bt709';
  const { primaries = '', transfer = '' } = video.decodedColour;
  const transferTag = TRANSFERS.has(transfer) ? transfer : fallback;
  return {
    matrix: sd ? 'smpte170m' : 'bt709',
    primaries: PRIMARIES.has(primaries) ? primaries : fallback,
    transfer: TRANSFER_OPTIONS[transferTag] ?? transferTag,
    transferTag,
  };
}

/**
 * The filters from full-range R'G'B' to what the encoder takes. They mark every
 * frame with its colours: some encoders (ProRes) heed those and not the options.
 *
 * @param rgb whether the pixel format is R'G'B' too: then the bytes stay as they are
 */
export function colourFilter(pixelFormat: string, rgb: boolean, source: VideoInfo, size: Size): string {
  if (rgb) return `format=${pixelFormat}`;
  const { matrix, primaries, transferTag } = outputColour(source, size);
  return (
    `scale=out_color_matrix=${matrix}:out_range=tv:${SCALER_FLAGS},` +
    `format=${pixelFormat},` +
    `setparams=range=tv:colorspace=${matrix}:color_primaries=${primaries}:color_trc=${transferTag}`
  );
}

/** The options that write the colours into the stream. */
export function colourOptions(rgb: boolean, source: VideoInfo, size: Size): string[] {
  const { matrix, primaries, transfer } = outputColour(source, size);
  const meaning = ['-color_primaries', primaries, '-color_trc', transfer];
  return rgb ? meaning : ['-colorspace', matrix, ...meaning, '-color_range', 'tv'];
}
