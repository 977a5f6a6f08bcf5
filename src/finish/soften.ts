/** A plane through the kernel (1 2 1) / 4 both ways, borders repeated. */
export function softened(plane: Float32Array, width: number, height: number): Float32Array {
  const across = new Float32Array(plane.length);
  for (let y = 0; y < height; y++) {
    const row = y * width;
    for (let x = 0; x < width; x++) {
      const left = plane[row + Math.max(0, x - 1)]!;
      const right = plane[row + Math.min(width - 1, x + 1)]!;
      across[row + x] = 0.25 * (left + right) + 0.5 * plane[row + x]!;
    }
  }
  const out = new Float32Array(plane.length);
  for (let y = 0; y < height; y++) {
    const [above, below] = [Math.max(0, y - 1) * width, Math.min(height - 1, y + 1) * width];
    for (let x = 0, i = y * width; x < width; x++, i++) {
      out[i] = 0.25 * (across[above + x]! + across[below + x]!) + 0.5 * across[i]!;
    }
  }
  return out;
}
