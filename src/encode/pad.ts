/**
 * Enlarges a picture at its right and lower edge by repeating the last column and row.
 *
 * @param rgb24 interleaved 8-bit RGB of `width`×`height`; returned as it is where nothing is to be added
 */
export function padRgb24(
  rgb24: Uint8Array,
  width: number,
  height: number,
  paddedWidth: number,
  paddedHeight: number,
): Uint8Array {
  if (rgb24.length !== 3 * width * height) {
    throw new RangeError(
      `Expected ${3 * width * height} bytes for ${width}×${height} rgb24, got ${rgb24.length}`,
    );
  }
  if (width === paddedWidth && height === paddedHeight) return rgb24;
  const out = new Uint8Array(3 * paddedWidth * paddedHeight);
  for (let y = 0; y < paddedHeight; y++) {
    const from = 3 * width * Math.min(y, height - 1);
    const row = out.subarray(3 * paddedWidth * y, 3 * paddedWidth * (y + 1));
    row.set(rgb24.subarray(from, from + 3 * width));
    for (let x = width; x < paddedWidth; x++) row.copyWithin(3 * x, 3 * width - 3, 3 * width);
  }
  return out;
}
