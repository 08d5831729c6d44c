/**
 * Eigenvalues and vectors of a symmetric matrix by Jacobi's rotations, for references.
 */
type Rows = number[][];

/** Eigenvalues, and vectors as rows. Source: Jacobi (1846), J. reine angew. Math. 30, doi:10.1515/crll.1846.30.51. */
export function jacobi(input: Rows): { readonly values: number[]; readonly vectors: Rows } {
  const n = input.length;
  const A = input.map((row) => row.slice());
  const V = input.map((_, i) => input.map((__, j) => Number(i === j)));
  for (let sweep = 0; sweep < 30; sweep++) {
    for (let p = 0; p < n; p++) {
      for (let q = p + 1; q < n; q++) {
        if (A[p]![q] === 0) continue;
        const theta = (A[q]![q]! - A[p]![p]!) / (2 * A[p]![q]!);
        const t = (theta < 0 ? -1 : 1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
        const c = 1 / Math.sqrt(t * t + 1);
        const s = t * c;
        for (let i = 0; i < n; i++) {
          const [x, y] = [A[i]![p]!, A[i]![q]!];
          A[i]![p] = c * x - s * y;
          A[i]![q] = s * x + c * y;
        }
        for (let i = 0; i < n; i++) {
          const [x, y] = [A[p]![i]!, A[q]![i]!];
          A[p]![i] = c * x - s * y;
          A[q]![i] = s * x + c * y;
          const [v, w] = [V[p]![i]!, V[q]![i]!];
          V[p]![i] = c * v - s * w;
          V[q]![i] = s * v + c * w;
        }
      }
    }
  }
  return { values: A.map((row, i) => row[i]!), vectors: V };
}
