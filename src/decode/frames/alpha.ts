/** A picture's colours and its opacity, apart. */
export interface SplitPicture {
  /** Interleaved 8-bit RGB, not multiplied by the opacity. */
  readonly bytes: Uint8Array;
  /** One byte a pixel: 0 transparent, 255 opaque; absent where every pixel is opaque. */
  readonly alpha?: Uint8Array;
}

/** What invisible pixels show to the painter: the colour that gives it the least to paint. */
const MID_GREY = 128;

/** Below this opacity the colours of 8-bit files are mostly rounding: they fade into grey. */
const FADE_BELOW = 32;

/**
 * Takes the opacity out of interleaved RGBA.
 *
 * @param colours whether they are multiplied by the opacity, as they must be
 *   while a picture is scaled, or hidden colours would bleed into visible ones
 */
export function splitAlpha(rgba: Uint8Array, colours: 'multiplied' | 'straight'): SplitPicture {
  const count = rgba.length >> 2;
  const bytes = new Uint8Array(3 * count);
  const alpha = new Uint8Array(count);
  let opaque = true;
  for (let i = 0; i < count; i++) {
    const a = rgba[4 * i + 3] as number;
    alpha[i] = a;
    if (a === 255) {
      for (let c = 0; c < 3; c++) bytes[3 * i + c] = rgba[4 * i + c] as number;
      continue;
    }
    opaque = false;
    const weight = Math.min(1, a / FADE_BELOW);
    const gain = colours === 'multiplied' && a > 0 ? 255 / a : 1;
    for (let c = 0; c < 3; c++) {
      const own = Math.min(255, (rgba[4 * i + c] as number) * gain);
      bytes[3 * i + c] = Math.round(weight * own + (1 - weight) * MID_GREY);
    }
  }
  return opaque ? { bytes } : { bytes, alpha };
}
