/**
 * The inverse of a small matrix, for references by plain loops.
 */

/** Gauss and Jordan, pivots in order: for positive definite matrices. */
export function inverseOf(A: readonly Float64Array[]): number[][] {
  const k = A.length;
  const rows = A.map((line, i) => [...line, ...Array.from({ length: k }, (_, j) => (i === j ? 1 : 0))]);
  for (let p = 0; p < k; p++) {
    const pivot = rows[p]![p]!;
    rows[p] = rows[p]!.map((value) => value / pivot);
    for (let i = 0; i < k; i++) {
      if (i === p) continue;
      const share = rows[i]![p]!;
      rows[i] = rows[i]!.map((value, j) => value - share * rows[p]![j]!);
    }
  }
  return rows.map((line) => line.slice(k));
}
