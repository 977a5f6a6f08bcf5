/** ‖d‖²_M = dᵀMd of a vector of n; the plain squared norm without M. */
export function vectorNormSquared(d: Float32Array, metric?: Float32Array): number {
  const n = d.length;
  let total = 0;
  for (let i = 0; i < n; i++) {
    if (metric === undefined) {
      total += d[i]! ** 2;
      continue;
    }
    let row = 0;
    for (let j = 0; j < n; j++) row += metric[i * n + j]! * d[j]!;
    total += d[i]! * row;
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
  // Four rows of D at a time: the sums of a row are then loaded and stored a quarter as often.
  const whole = n - (n % 4);
  for (let i = 0; i < n; i++) {
    const row = product.subarray(i * n, (i + 1) * n);
    for (let k = 0; k < whole; k += 4) {
      const [a, b, c, e] = metric.subarray(i * n + k, i * n + k + 4) as unknown as Quadruple;
      const [da, db, dc, de] = [k * n, (k + 1) * n, (k + 2) * n, (k + 3) * n];
      for (let j = 0; j < n; j++) {
        row[j] = row[j]! + a * d[da + j]! + b * d[db + j]! + c * d[dc + j]! + e * d[de + j]!;
      }
    }
    for (let k = whole; k < n; k++) {
      const m = metric[i * n + k]!;
      for (let j = 0; j < n; j++) row[j] = row[j]! + m * d[k * n + j]!;
    }
  }
  let trace = 0;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) trace += product[i * n + j]! * product[j * n + i]!;
  }
  return trace;
}

type Quadruple = [number, number, number, number];
