import type { DecodedFrame } from '../../decode/frames/frames.js';

/** Masks come through lossy codecs and interpolation: what is as good as white or black is taken to be. */
const slack = 6 / 255;

/** A value of a mask, in [0,1]: within 6 of 255 of white or black, that. */
export function cleanMask(value: number): number {
  if (value >= 1 - slack) return 1;
  return value <= slack ? 0 : value;
}

/** A frame as a mask: its BT.709 luma, where it is transparent less, in [0,1]. */
export function maskOf({ bytes, alpha }: Pick<DecodedFrame, 'bytes' | 'alpha'>): Float32Array {
  const mask = new Float32Array(bytes.length / 3);
  for (let p = 0; p < mask.length; p++) {
    const luma = 0.2126 * bytes[3 * p]! + 0.7152 * bytes[3 * p + 1]! + 0.0722 * bytes[3 * p + 2]!;
    mask[p] = cleanMask((luma / 255) * ((alpha?.[p] ?? 255) / 255));
  }
  return mask;
}
