/** ‖d‖²_M = dᵀMd of a vector of n; the plain squared norm without M. */
export function vectorNormSquared(d: Float32Array, metric?: Float32Array): number {
  const n = d.length;
  let total = 0;
  for (let i = 0; i < n; i++) {
    if (metric === undefined) {
      total += (d[i] as number) ** 2;
      continue;
    }
    let row = 0;
    for (let j = 0; j < n; j++) row += (metric[i * n + j] as number) * (d[j] as number);
    total += (d[i] as number) * row;
  }
  return total;
}

/**
 * ‖D‖²_M = tr(M D M D) of a symmetric n × n matrix, row-major: the squared
 * Frobenius norm of HDHᵀ with M = HᵀH. The plain one without M.
 */
export function matrixNormSquared(d: Float32Array, n: number, metric?: Float32Array): number {
  if (metric === undefined) {
    let total = 0;
    for (const value of d) total += value ** 2;
    return total;
  }
  const product = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < n; k++) {
      const m = metric[i * n + k] as number;
      for (let j = 0; j < n; j++)
        product[i * n + j] = (product[i * n + j] as number) + m * (d[k * n + j] as number);
    }
  }
  let trace = 0;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) trace += (product[i * n + j] as number) * (product[j * n + i] as number);
  }
  return trace;
}
