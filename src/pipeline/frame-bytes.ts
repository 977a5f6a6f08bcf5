import type { Size } from '../decode/size.js';

/** A frame as it is stored: its colours, interleaved, and behind them its opacity where it has any. */
export function withAlpha(rgb24: Uint8Array, alpha: Uint8Array | undefined): Uint8Array {
  return alpha ? Buffer.concat([rgb24, alpha]) : rgb24;
}

/** The two parts of what {@link withAlpha} has joined. */
export function splitFrame(
  bytes: Uint8Array,
  { width, height }: Size,
): { readonly rgb24: Uint8Array; readonly alpha: Uint8Array | undefined } {
  const colours = 3 * width * height;
  if (bytes.length === colours) return { rgb24: bytes, alpha: undefined };
  return { rgb24: bytes.subarray(0, colours), alpha: bytes.subarray(colours) };
}
