// Sums of outer products of rows that are 0 outside a few runs of columns.
import { f64At, setF64, u32At } from "../abi";
import { addScaled } from "../blas/axpy";

/**
 * Adds x x' to the upper triangle of A f64[L*L], column-major, for x f64[L] that is 0 outside `count` runs (first column and
 * number of columns, ascending), and clears x.
 */
export function addRowProducts(L: usize, count: usize, runs: usize, x: usize, A: usize): void {
  for (let r: usize = 0; r < count; r++) {
    const first = u32At(runs, 2 * r), end = first + u32At(runs, 2 * r + 1);
    for (let c = first; c < end; c++) {
      const factor = f64At(x, c);
      if (factor == 0) continue;
      const column = A + ((c * L) << 3);
      for (let s: usize = 0; s < r; s++) {
        const start = u32At(runs, 2 * s);
        addScaled(u32At(runs, 2 * s + 1), factor, x + (start << 3), column + (start << 3));
      }
      addScaled(c + 1 - first, factor, x + (first << 3), column + (first << 3));
    }
  }
  for (let r: usize = 0; r < count; r++) memory.fill(x + (u32At(runs, 2 * r) << 3), 0, u32At(runs, 2 * r + 1) << 3);
}

/** Adds x x' to the upper triangle of A f64[L*L], column-major, for x f64[L] of any pattern. */
export function addSquare(L: usize, x: usize, A: usize): void {
  for (let c: usize = 0; c < L; c++, A += L << 3) {
    const factor = f64At(x, c);
    if (factor != 0) addScaled(c + 1, factor, x, A);
  }
}

/** Product of the first n numbers of x and y, in order. */
export function orderedProduct(n: usize, x: usize, y: usize): f64 {
  let sum: f64 = 0;
  for (let i: usize = 0; i < n; i++) sum += f64At(x, i) * f64At(y, i);
  return sum;
}

/** Row s of rows f64[*, p] times the combination f64[p], for the slots flagged; 0 elsewhere. */
export function fillResiduals(slots: usize, p: usize, flags: usize, rows: usize, combination: usize, out: usize): void {
  for (let s: usize = 0; s < slots; s++) {
    setF64(out, s, u32At(flags, s) ? orderedProduct(p, rows + ((s * p) << 3), combination) : 0);
  }
}
