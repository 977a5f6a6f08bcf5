import type { ColourTags } from './info.js';

/** Flags of FFmpeg's scaler, for sizes and colours alike. */
export const SCALER_FLAGS = 'flags=bicubic+accurate_rnd+full_chroma_int+full_chroma_inp';

/** swscale's name of a YCbCr matrix, by FFmpeg's tag. */
const MATRICES: Readonly<Record<string, string>> = {
  bt709: 'bt709',
  bt470bg: 'smpte170m',
  smpte170m: 'smpte170m',
  fcc: 'fcc',
  smpte240m: 'smpte240m',
  bt2020nc: 'bt2020',
  bt2020c: 'bt2020',
};

/** The matrix with which to read YCbCr: as tagged, else by size as players do (HD: BT.709, SD: BT.601). */
export function matrixOf(colour: ColourTags, width: number, height: number): string {
  const tagged = colour.matrix === undefined ? undefined : MATRICES[colour.matrix];
  return tagged ?? (isHd(width, height) ? 'bt709' : 'smpte170m');
}

/** Whether players take an untagged picture of this size for BT.709. */
export function isHd(width: number, height: number): boolean {
  return width >= 1280 || height > 576;
}
