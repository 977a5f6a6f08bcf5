/** A symmetric 3 × 3 matrix, row by row. */
export type SymmetricMatrix = readonly number[];

export const identity: SymmetricMatrix = [1, 0, 0, 0, 1, 0, 0, 0, 1];

/** A B of 3 × 3 matrices. */
export function multiply(a: readonly number[], b: readonly number[]): number[] {
  return Array.from({ length: 9 }, (_, i) => {
    const [row, column] = [3 * Math.floor(i / 3), i % 3];
    return [0, 1, 2].reduce((sum, k) => sum + a[row + k]! * b[3 * k + column]!, 0);
  });
}

/**
 * A^exponent of a positive semidefinite matrix, by its eigenvalues; those below 0 by rounding count as 0.
 *
 * @param exponent above 0, unless A is positive definite
 */
export function symmetricPower(matrix: SymmetricMatrix, exponent: number): number[] {
  const { values, vectors } = eigen(matrix);
  const powers = values.map((value) => Math.max(value, 0) ** exponent);
  return Array.from({ length: 9 }, (_, i) => {
    const [row, column] = [Math.floor(i / 3), i % 3];
    return [0, 1, 2].reduce(
      (sum, k) => sum + powers[k]! * vectors[3 * row + k]! * vectors[3 * column + k]!,
      0,
    );
  });
}

/** Eigenvalues, and eigenvectors as columns, by Jacobi's rotations (Golub & Van Loan, section 8.5). */
function eigen(matrix: SymmetricMatrix): { values: number[]; vectors: number[] } {
  let a = [...matrix];
  let vectors = [...identity];
  for (let sweep = 0; sweep < 30; sweep++) {
    for (const [p, q] of [
      [0, 1],
      [0, 2],
      [1, 2],
    ] as const) {
      const off = a[3 * p + q]!;
      if (off === 0) continue;
      const ratio = (a[4 * q]! - a[4 * p]!) / (2 * off);
      const t = (ratio >= 0 ? 1 : -1) / (Math.abs(ratio) + Math.hypot(ratio, 1));
      const cosine = 1 / Math.hypot(t, 1);
      const rotation = [...identity];
      rotation[4 * p] = rotation[4 * q] = cosine;
      rotation[3 * p + q] = t * cosine;
      rotation[3 * q + p] = -t * cosine;
      const transposed = rotation.map((_, i) => rotation[3 * (i % 3) + Math.floor(i / 3)]!);
      a = multiply(multiply(transposed, a), rotation);
      vectors = multiply(vectors, rotation);
    }
  }
  return { values: [0, 4, 8].map((i) => a[i]!), vectors };
}
