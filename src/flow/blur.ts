/** Mean over a square of (2·radius + 1)², edge pixels repeated outwards; row-major plane of width × height. */
export function boxBlur(plane: Float32Array, width: number, height: number, radius: number): Float32Array {
  const share = 1 / (2 * radius + 1) ** 2;
  const clampX = (x: number) => Math.min(Math.max(x, 0), width - 1);
  const clampY = (y: number) => Math.min(Math.max(y, 0), height - 1);
  // Sums of 2·radius + 1 rows, moved down by one row at a time; Float64, so that nothing builds up.
  const columns = new Float64Array(width);
  for (let y = -radius; y <= radius; y++) {
    const row = clampY(y) * width;
    for (let x = 0; x < width; x++) columns[x] = columns[x]! + plane[row + x]!;
  }
  const out = new Float32Array(plane.length);
  for (let y = 0; y < height; y++) {
    let sum = 0;
    for (let x = -radius; x <= radius; x++) sum += columns[clampX(x)]!;
    for (let x = 0, p = y * width; x < width; x++, p++) {
      out[p] = sum * share;
      sum += columns[clampX(x + radius + 1)]! - columns[clampX(x - radius)]!;
    }
    const leaving = clampY(y - radius) * width;
    const entering = clampY(y + radius + 1) * width;
    for (let x = 0; x < width; x++) columns[x] = columns[x]! + plane[entering + x]! - plane[leaving + x]!;
  }
  return out;
}

/** Gaussian of standard deviation `sigma` pixels, cut off at 3σ and normalised, edge pixels repeated outwards. */
export function gaussianBlur(
  plane: Float32Array,
  width: number,
  height: number,
  sigma: number,
): Float32Array {
  const radius = Math.ceil(3 * sigma);
  const kernel = Float32Array.from({ length: 2 * radius + 1 }, (_, i) =>
    Math.exp(-((i - radius) ** 2) / (2 * sigma * sigma)),
  );
  const sum = kernel.reduce((total, weight) => total + weight, 0);
  for (let k = 0; k < kernel.length; k++) kernel[k]! /= sum;
  const across = new Float32Array(plane.length);
  const out = new Float32Array(plane.length);
  for (let y = 0; y < height; y++) {
    const row = y * width;
    for (let x = 0; x < width; x++) {
      let sum = 0;
      if (x >= radius && x < width - radius) {
        for (let k = 0, p = row + x - radius; k < kernel.length; k++, p++) sum += kernel[k]! * plane[p]!;
      } else {
        for (let k = 0; k < kernel.length; k++) {
          sum += kernel[k]! * plane[row + Math.min(Math.max(x + k - radius, 0), width - 1)]!;
        }
      }
      across[row + x] = sum;
    }
  }
  const line = new Float64Array(width);
  for (let y = 0; y < height; y++) {
    line.fill(0);
    for (let k = 0; k < kernel.length; k++) {
      const from = Math.min(Math.max(y + k - radius, 0), height - 1) * width;
      const weight = kernel[k]!;
      for (let x = 0; x < width; x++) line[x] = line[x]! + weight * across[from + x]!;
    }
    out.set(line, y * width);
  }
  return out;
}
