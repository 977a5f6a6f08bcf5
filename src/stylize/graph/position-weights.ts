/**
 * Weights of a picture's positions, brought to a layer `poolings` poolings
 * down: averaged over 2×2 blocks (an odd last row or column is dropped) and
 * scaled to sum 1.
 *
 * @param weights `width · height` numbers ≥ 0
 * @throws RangeError if the length is wrong, a weight is negative or nothing has weight at that depth
 */
export function layerPositions(
  weights: Float32Array,
  width: number,
  height: number,
  poolings: number,
): Float32Array {
  if (weights.length !== width * height) {
    throw new RangeError(`Expected ${width * height} position weights, got ${weights.length}`);
  }
  let [current, w, h] = [weights, width, height];
  for (let i = 0; i < poolings; i++) {
    current = halve(current, w, h);
    w >>= 1;
    h >>= 1;
  }
  let total = 0;
  for (const weight of current) {
    if (!(weight >= 0)) throw new RangeError(`Expected position weights ≥ 0, got ${weight}`);
    total += weight;
  }
  if (!(total > 0)) throw new RangeError('Expected at least one position to have weight, got none');
  return current.map((weight) => weight / total);
}

function halve(from: Float32Array, width: number, height: number): Float32Array {
  const [w, h] = [width >> 1, height >> 1];
  const out = new Float32Array(w * h);
  for (let y = 0; y < h; y++) {
    for (let x = 0; x < w; x++) {
      const at = 2 * y * width + 2 * x;
      const upper = (from[at] as number) + (from[at + 1] as number);
      const lower = (from[at + width] as number) + (from[at + width + 1] as number);
      out[y * w + x] = (upper + lower) / 4;
    }
  }
  return out;
}
