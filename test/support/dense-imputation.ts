/**
 * Imputation by dense algebra, as its authors write it: every dummy a column, the projection of treated weights on the untreated design in
 * full, a weight for every row. The measure of the estimators that need none of these.
 */
export interface DenseRows {
  readonly y: readonly number[];
  readonly unit: readonly number[];
  readonly time: readonly number[];
  readonly x: readonly (readonly number[])[];
  readonly w: readonly number[];
  readonly isTreated: readonly boolean[];
}

export interface DenseImputation {
  /** Outcomes less what is imputed. */
  readonly outcomes: number[];
  /** By row: what the error of an average with weights `v` on some rows gets of it, times the row's residual if it is untreated. */
  weightsOf(v: readonly number[]): number[];
}

/** Gaussian elimination with pivoting; columns without a pivot get 0. */
function solve(A: number[][], b: number[]): number[] {
  const n = b.length;
  const M = A.map((row, i) => [...row, b[i]!]);
  const pivots: number[] = [];
  let r = 0;
  for (let c = 0; c < n && r < n; c++) {
    const best =
      M.slice(r).reduce((most, row, i) => (Math.abs(row[c]!) > Math.abs(M[r + most]![c]!) ? i : most), 0) + r;
    if (Math.abs(M[best]![c]!) < 1e-9) continue;
    [M[r], M[best]] = [M[best]!, M[r]!];
    for (let i = 0; i < n; i++) {
      if (i === r) continue;
      const factor = M[i]![c]! / M[r]![c]!;
      for (let j = c; j <= n; j++) M[i]![j]! -= factor * M[r]![j]!;
    }
    pivots[r++] = c;
  }
  const out = new Array<number>(n).fill(0);
  pivots.forEach((c, i) => {
    out[c] = M[i]![n]! / M[i]![c]!;
  });
  return out;
}

export function denseImputation({ y, unit, time, x, w, isTreated }: DenseRows): DenseImputation {
  const units = [...new Set(unit)];
  const times = [...new Set(time)];
  const Z = y.map((_, i) => [
    ...units.map((u) => Number(unit[i] === u)),
    ...times.map((t) => Number(time[i] === t)),
    ...x.map((column) => column[i]!),
  ]);
  const k = Z[0]!.length;
  const dot = (a: readonly number[], b: readonly number[]) => a.reduce((sum, value, j) => sum + value * b[j]!, 0);
  const untreated = y.flatMap((_, i) => (isTreated[i] ? [] : [i]));
  const cross = Array.from({ length: k }, (_, a) =>
    Array.from({ length: k }, (_, b) => untreated.reduce((sum, i) => sum + w[i]! * Z[i]![a]! * Z[i]![b]!, 0)),
  );
  const moments = Array.from({ length: k }, (_, a) => untreated.reduce((sum, i) => sum + w[i]! * Z[i]![a]! * y[i]!, 0));
  const beta = solve(cross, moments);
  return {
    outcomes: y.map((value, i) => value - dot(Z[i]!, beta)),
    weightsOf(v) {
      const side = Array.from({ length: k }, (_, a) => v.reduce((sum, value, i) => sum + value * Z[i]![a]!, 0));
      const gamma = solve(cross, side);
      return y.map((_, i) => v[i]! - (isTreated[i] ? 0 : w[i]! * dot(Z[i]!, gamma)));
    },
  };
}
