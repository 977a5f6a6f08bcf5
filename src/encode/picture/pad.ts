/**
 * Enlarges a picture at its right and lower edge by repeating the last column and row.
 *
 * @param bytes interleaved 8-bit values of `width`×`height`; returned as they are where nothing is to be added
 * @param channels of a pixel: 3 for RGB, 4 for RGBA
 */
export function padPicture(
  bytes: Uint8Array,
  width: number,
  height: number,
  paddedWidth: number,
  paddedHeight: number,
  channels: 3 | 4 = 3,
): Uint8Array {
  if (bytes.length !== channels * width * height) {
    throw new RangeError(
      `Expected ${channels * width * height} bytes for ${width}×${height}, got ${bytes.length}`,
    );
  }
  if (width === paddedWidth && height === paddedHeight) return bytes;
  const [row, paddedRow] = [channels * width, channels * paddedWidth];
  const out = new Uint8Array(paddedRow * paddedHeight);
  for (let y = 0; y < paddedHeight; y++) {
    const from = row * Math.min(y, height - 1);
    const line = out.subarray(paddedRow * y, paddedRow * (y + 1));
    line.set(bytes.subarray(from, from + row));
    for (let x = row; x < paddedRow; x += channels) line.copyWithin(x, row - channels, row);
  }
  return out;
}

/**
 * Interleaves colours and opacity.
 *
 * @param rgb24 3 bytes a pixel, not multiplied by the opacity
 * @param alpha 1 byte a pixel; absent: opaque
 * @returns 4 bytes a pixel
 */
export function joinAlpha(rgb24: Uint8Array, alpha: Uint8Array | undefined): Uint8Array {
  const count = rgb24.length / 3;
  if (alpha !== undefined && alpha.length !== count) {
    throw new RangeError(`Expected ${count} bytes of opacity, got ${alpha.length}`);
  }
  const out = new Uint8Array(4 * count);
  for (let i = 0, from = 0, to = 0; i < count; i++, from += 3, to += 4) {
    out[to] = rgb24[from] as number;
    out[to + 1] = rgb24[from + 1] as number;
    out[to + 2] = rgb24[from + 2] as number;
    out[to + 3] = alpha ? (alpha[i] as number) : 255;
  }
  return out;
}
