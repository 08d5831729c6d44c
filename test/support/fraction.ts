/**
 * Exact fractions of whole numbers of any length, and least squares in them: what a regression is on the numbers given, with
 * no rounding at all. Doubles are fractions, and so are numbers as they are written.
 */

export interface Fraction {
  readonly top: bigint;
  /** Above 0. */
  readonly bottom: bigint;
}

function gcd(a: bigint, b: bigint): bigint {
  let [x, y] = [a < 0n ? -a : a, b];
  while (y > 0n) [x, y] = [y, x % y];
  return x;
}

function reduced(top: bigint, bottom: bigint): Fraction {
  const divisor = gcd(top, bottom < 0n ? -bottom : bottom) * (bottom < 0n ? -1n : 1n);
  return { top: top / divisor, bottom: bottom / divisor };
}

export const fraction = (top: bigint, bottom = 1n): Fraction => reduced(top, bottom);
export const plus = (a: Fraction, b: Fraction): Fraction =>
  reduced(a.top * b.bottom + b.top * a.bottom, a.bottom * b.bottom);
export const times = (a: Fraction, b: Fraction): Fraction => reduced(a.top * b.top, a.bottom * b.bottom);
export const minus = (a: Fraction, b: Fraction): Fraction => plus(a, { top: -b.top, bottom: b.bottom });
export const over = (a: Fraction, b: Fraction): Fraction => reduced(a.top * b.bottom, a.bottom * b.top);

/** The very number a double is. */
export function ofDouble(value: number): Fraction {
  let bottom = 1n;
  let scaled = value;
  for (; !Number.isInteger(scaled); scaled *= 2) bottom *= 2n;
  return reduced(BigInt(scaled), bottom);
}

/** The number a decimal text writes: the shortest text of a double, where one is given. */
export function ofDecimal(value: number): Fraction {
  const [mantissa, exponent = "0"] = String(value).split("e");
  const [whole, decimals = ""] = mantissa!.split(".");
  const shift = Number(exponent) - decimals.length;
  const top = BigInt(`${whole}${decimals}`);
  return shift < 0 ? reduced(top, 10n ** BigInt(-shift)) : reduced(top * 10n ** BigInt(shift), 1n);
}

/** The double next to a fraction, give or take a unit in its last place. */
export function toDouble({ top, bottom }: Fraction): number {
  const length = (x: bigint) => x.toString(2).length;
  if (top === 0n) return 0;
  const shift = 66 - (length(top < 0n ? -top : top) - length(bottom));
  const scaled = shift > 0 ? (top << BigInt(shift)) / bottom : top / (bottom << BigInt(-shift));
  return shift > 1000 ? Number(scaled) * 2 ** -1000 * 2 ** (1000 - shift) : Number(scaled) * 2 ** -shift;
}

/** The root of a fraction, likewise. */
export function rootOf({ top, bottom }: Fraction): number {
  if (top === 0n) return 0;
  const digits = 80n;
  const scaled = (top << (2n * digits * 8n)) / bottom;
  let root = 1n << BigInt(Math.ceil(scaled.toString(2).length / 2));
  for (;;) {
    const next = (root + scaled / root) >> 1n;
    if (next >= root) return toDouble(reduced(root, 1n << (digits * 8n)));
    root = next;
  }
}

export interface ExactFit {
  readonly coefficients: Float64Array;
  /** Classical, with n - k degrees of freedom. */
  readonly stdErrors: Float64Array;
  readonly residualSd: number;
  readonly uHat: Float64Array;
}

/** Least squares of y on the columns X, each row as often as `weights` says (default once). */
export function exactLeastSquares(
  X: readonly (readonly Fraction[])[],
  y: readonly Fraction[],
  weights?: readonly Fraction[],
): ExactFit {
  const one = fraction(1n);
  const w = weights ?? y.map(() => one);
  const sum = (a: readonly Fraction[], b: readonly Fraction[]) =>
    a.reduce((total, value, i) => plus(total, times(times(value, b[i]!), w[i]!)), fraction(0n));
  const k = X.length;
  // [X'X | X'y I], swept
  const rows = X.map((column, i) => [
    ...X.map((other) => sum(column, other)),
    sum(column, y),
    ...X.map((_, j) => fraction(i === j ? 1n : 0n)),
  ]);
  for (let j = 0; j < k; j++) {
    const pivot = rows[j]![j]!;
    rows[j] = rows[j]!.map((value) => over(value, pivot));
    for (let i = 0; i < k; i++) {
      if (i === j) continue;
      const factor = rows[i]![j]!;
      rows[i] = rows[i]!.map((value, c) => minus(value, times(factor, rows[j]![c]!)));
    }
  }
  const beta = rows.map((row) => row[k]!);
  const residuals = y.map((value, i) => beta.reduce((left, b, j) => minus(left, times(b, X[j]![i]!)), value));
  const sigma2 = over(sum(residuals, residuals), fraction(BigInt(y.length - k)));
  return {
    coefficients: Float64Array.from(beta, toDouble),
    stdErrors: Float64Array.from(rows, (row, j) => rootOf(times(sigma2, row[k + 1 + j]!))),
    residualSd: rootOf(sigma2),
    uHat: Float64Array.from(residuals, toDouble),
  };
}
