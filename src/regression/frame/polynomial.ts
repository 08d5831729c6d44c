/**
 * Powers of a variable as regressors, themselves or orthogonal, as R's poly() makes them. Must not know
 * terms.
 * Source: Kennedy & Gentle (1980), Statistical Computing, 8.3: polynomials orthogonal over a set of points by their
 * three-term recurrence.
 */

import { DataError } from "../../base/errors.js";
import { compensatedSum } from "../../base/numbers.js";
import { printPolynomial } from "../../formula/print.js";
import type { Polynomial } from "../../formula/spec.js";
import type { ElementaryFunctions } from "./expression.js";
import { type Rounded, roundedPower } from "./low-parts.js";

/**
 * Columns of powers 1 to degree of `argument`, each as long. Orthogonal ones have sum 0 and sum of squares 1 over the values,
 * the leading coefficient above 0. Throws DataError `poly_missing` (orthogonal, a value missing), `poly_degree` (no more
 * distinct values than the degree).
 *
 * @param rows the table's rows of the values, for messages; default all
 */
export function polynomialColumns(
  polynomial: Polynomial,
  argument: Rounded,
  functions: Pick<ElementaryFunctions, "pow" | "countNotFinite">,
  rows?: Uint32Array,
): Rounded[] {
  const { degree, raw } = polynomial;
  const { values } = argument;
  if (raw) {
    const higher = (p: number) => roundedPower(argument, p, functions.pow(values, p));
    return Array.from({ length: degree }, (_, p) => (p === 0 ? argument : higher(p + 1)));
  }
  const nMissing = functions.countNotFinite(values);
  if (nMissing > 0) throw missing(polynomial, values, nMissing, rows);
  requireDistinct(polynomial, values);
  return orthogonal(values, degree).map((column) => ({ values: column }));
}

/** p_j = (x - a_j) p_(j-1) - b_j p_(j-2), each freed once more of those before it: the recurrence alone loses orthogonality. */
function orthogonal(x: Float64Array, degree: number): Float64Array[] {
  const mean = compensatedSum(x) / x.length;
  const centred = x.map((value) => value - mean);
  const scale = centred.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const basis = [new Float64Array(x.length).fill(1 / Math.sqrt(x.length))];
  for (let power = 1; power <= degree; power++) {
    const next = basis.at(-1)!.map((value, i) => (value * centred[i]!) / scale);
    for (let pass = 0; pass < 2; pass++) {
      for (const column of basis) {
        const share = product(next, column);
        for (let i = 0; i < next.length; i++) next[i] = next[i]! - share * column[i]!;
      }
    }
    const norm = Math.sqrt(product(next, next));
    for (let i = 0; i < next.length; i++) next[i] = next[i]! / norm;
    basis.push(next);
  }
  return basis.slice(1);
}

function product(a: Float64Array, b: Float64Array): number {
  return compensatedSum(a.map((value, i) => value * b[i]!));
}

function requireDistinct(polynomial: Polynomial, values: Float64Array): void {
  const seen = new Set<number>();
  for (let i = 0; i < values.length && seen.size <= polynomial.degree; i++) seen.add(values[i]!);
  if (seen.size > polynomial.degree) return;
  const term = printPolynomial(polynomial);
  throw new DataError(
    "poly_degree",
    `${term}: the variable has ${seen.size} distinct values, which a polynomial of degree ${polynomial.degree} needs more of; lower the degree to ${seen.size - 1} at most.`,
    { got: seen.size, expected: `more than ${polynomial.degree}`, term },
  );
}

function missing(
  polynomial: Polynomial,
  values: Float64Array,
  count: number,
  rows: Uint32Array | undefined,
): DataError {
  const term = printPolynomial(polynomial);
  const first = values.findIndex((value) => !Number.isFinite(value));
  const row = (rows?.[first] ?? first) + 1;
  return new DataError(
    "poly_missing",
    `${term}: its variable is missing or infinite in ${count} rows, first in row ${row}, and an orthogonal basis depends on every row: leave these rows out (--subset), or write raw = TRUE.`,
    { got: count, expected: 0, term, row },
  );
}
