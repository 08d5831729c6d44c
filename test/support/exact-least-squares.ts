/**
 * Least squares in whole numbers of any length: what a regression is on the numbers given, with no rounding until the last.
 * A column is whole numbers over a common divisor, as all doubles and all decimals are.
 * Source: Bareiss (1968), Mathematics of Computation 22(103), doi:10.1090/S0025-5718-1968-0226829-0.
 */

export interface ExactColumn {
  readonly tops: readonly bigint[];
  readonly bottom: bigint;
}

/** The very numbers that doubles are. */
export function ofDoubles(values: readonly number[]): ExactColumn {
  let bits = 0;
  for (const value of values) while (!Number.isInteger(value * 2 ** bits)) bits++;
  return { tops: values.map((value) => BigInt(value * 2 ** bits)), bottom: 1n << BigInt(bits) };
}

/** The decimals that the shortest texts of doubles write, none with an exponent. */
export function ofDecimals(values: readonly number[]): ExactColumn {
  const parts = values.map((value) => String(value).split("."));
  const places = Math.max(...parts.map(([, decimals = ""]) => decimals.length));
  const tops = parts.map(([whole, decimals = ""]) => BigInt(whole + decimals.padEnd(places, "0")));
  return { tops, bottom: 10n ** BigInt(places) };
}

export const product = (a: ExactColumn, b: ExactColumn): ExactColumn => ({
  tops: a.tops.map((top, i) => top * b.tops[i]!),
  bottom: a.bottom * b.bottom,
});

/** Powers 0 to `degree`. */
export function powersOf(x: ExactColumn, degree: number): ExactColumn[] {
  const powers: ExactColumn[] = [{ tops: x.tops.map(() => 1n), bottom: 1n }];
  while (powers.length <= degree) powers.push(product(powers.at(-1)!, x));
  return powers;
}

const length = (x: bigint): number => (x < 0n ? -x : x).toString(16).length * 4;

/** The double nearest a fraction, give or take a unit in its last place. */
function toDouble(top: bigint, bottom: bigint): number {
  if (bottom < 0n) return toDouble(-top, -bottom);
  const shift = 70 - (length(top) - length(bottom));
  const scaled = shift > 0 ? (top << BigInt(shift)) / bottom : top / (bottom << BigInt(-shift));
  return Number(scaled) * 2 ** -Math.trunc(shift / 2) * 2 ** -(shift - Math.trunc(shift / 2));
}

/** The root of a fraction, likewise. */
function rootOf(top: bigint, bottom: bigint): number {
  if (top === 0n) return 0;
  const shift = Math.max(0, 160 - (length(top) - length(bottom)));
  const places = BigInt(Math.ceil(shift / 2));
  const square = (top << (2n * places)) / bottom;
  let root = 1n << BigInt(Math.ceil(length(square) / 2) + 1);
  for (let next = (root + square / root) >> 1n; next < root; next = (root + square / root) >> 1n) root = next;
  return toDouble(root, 1n << places);
}

export interface ExactFit {
  readonly coefficients: Float64Array;
  /** Classical, with n - k degrees of freedom. */
  readonly stdErrors: Float64Array;
  /** White's, without a small-sample factor; of a regression without weights. */
  readonly robustErrors: Float64Array;
  readonly residualSd: number;
}

/** Least squares of y on the columns X; the squares of rows are weighted. */
export function exactLeastSquares(X: readonly ExactColumn[], y: ExactColumn, weights?: ExactColumn): ExactFit {
  const k = X.length;
  const n = y.tops.length;
  const scale = weights?.bottom ?? 1n;
  const sum = (a: readonly bigint[], b: readonly bigint[]) =>
    a.reduce(
      (total, value, i) => total + (weights === undefined ? value * b[i]! : value * b[i]! * weights.tops[i]!),
      0n,
    );
  const upper = X.map(({ tops }, i) => X.slice(i).map((other) => sum(tops, other.tops)));
  const rows = X.map(({ tops }, i) => [
    ...X.map((_, j) => upper[Math.min(i, j)]![Math.abs(i - j)]!),
    sum(tops, y.tops),
    ...X.map((_, j) => (i === j ? 1n : 0n)),
  ]);
  const det = sweep(rows);
  const left = y.tops.map((top, i) => rows.reduce((rest, row, j) => rest - row[k]! * X[j]!.tops[i]!, det * top));
  const squares = sum(left, left);
  const below = scale * (det * y.bottom) ** 2n * BigInt(n - k);
  return {
    coefficients: Float64Array.from(rows, (row, j) => toDouble(row[k]! * X[j]!.bottom, det * y.bottom)),
    stdErrors: Float64Array.from(rows, (row, j) =>
      rootOf(squares * row[k + 1 + j]! * X[j]!.bottom ** 2n * scale * det, below * det * det),
    ),
    // made where it is asked for: it costs more than all else
    get robustErrors() {
      return Float64Array.from(rows, (row, j) => {
        const influences = left.map((u, i) => u * X.reduce((s, { tops }, l) => s + row[k + 1 + l]! * tops[i]!, 0n));
        const bottom = (det * det * y.bottom) ** 2n;
        return rootOf(influences.reduce((s, value) => s + value * value, 0n) * X[j]!.bottom ** 2n, bottom);
      });
    },
    residualSd: rootOf(squares, below),
  };
}

/** Gauss-Jordan without fractions on a positive definite matrix and its right-hand sides, in place; the determinant. */
function sweep(rows: bigint[][]): bigint {
  let before = 1n;
  rows.forEach((pivotRow, p) => {
    const pivot = pivotRow[p]!;
    rows.forEach((row, i) => {
      if (i === p) return;
      const factor = row[p]!;
      rows[i] = row.map((value, c) => (pivot * value - factor * rows[p]![c]!) / before);
    });
    before = pivot;
  });
  return before;
}
