/**
 * Which columns are independent, from their cross-products, in column order: a column goes when those kept before
 * it leave next to nothing of its squares.
 */

/**
 * Share of a column's squares that the columns before must leave. Cross-products carry rounding of some 1e-14 of the squares
 * into what is left; a column of which 1e-12 is left, an R2 of 1 - 1e-12, has no digits of its own.
 */
const DEPENDENT = 1e-12;

export interface Independent {
  readonly kept: readonly number[];
  /** Columns of zeros. */
  readonly empty: readonly number[];
  /** Combinations of the kept columns before. */
  readonly dependent: readonly number[];
}

/** `A` n by n, symmetric and positive semidefinite. */
export function independentColumns(n: number, A: Float64Array): Independent {
  const [kept, empty, dependent]: [number[], number[], number[]] = [[], [], []];
  /** Rows of the factor: of each column, its coordinates on the kept ones. */
  const rows: Float64Array[] = [];
  for (let j = 0; j < n; j++) {
    const square = A[j * n + j]!;
    if (!(square > 0)) {
      empty.push(j);
      rows.push(new Float64Array(0));
      continue;
    }
    const row = new Float64Array(kept.length + 1);
    let left = square;
    for (const [at, i] of kept.entries()) {
      const other = rows[i]!;
      let sum = A[j * n + i]!;
      for (let l = 0; l < at; l++) sum -= row[l]! * other[l]!;
      row[at] = sum / other[at]!;
      left -= row[at]! ** 2;
    }
    rows.push(row);
    if (left <= DEPENDENT * square) {
      dependent.push(j);
      continue;
    }
    row[kept.length] = Math.sqrt(left);
    kept.push(j);
  }
  return { kept, empty, dependent };
}

/** Rows and columns `kept` of A, n by n. */
export function submatrix(n: number, A: Float64Array, kept: readonly number[]): Float64Array {
  return selected(n, A, kept, kept);
}

/** Rows and columns of A, of `n` rows. */
export function selected(
  n: number,
  A: Float64Array,
  rows: readonly number[],
  columns: readonly number[],
): Float64Array {
  const out = new Float64Array(rows.length * columns.length);
  let at = 0;
  for (const j of columns) for (const i of rows) out[at++] = A[j * n + i]!;
  return out;
}
