/**
 * Linear restrictions R b = r: which of them are independent, and their Wald test.
 */
import { NumericalError, UsageError } from "../../base/errors.js";
import { dot } from "../../base/small-matrices.js";
import type { Engine } from "../../engine/kernels/engine.js";
import { wald } from "./coefficients.js";
import { denominatorsOf, type JointTest, jointTest, type TestDegrees } from "./joint-test.js";

/** What elimination leaves of a restriction, as a share of it, for it to count as one of those before it. */
const DEPENDENT = 1e-10;

/** One equation: weights times coefficients equal a value. */
export interface LinearRestriction {
  readonly weights: Float64Array;
  readonly value: number;
}

/** `df1` counts the independent restrictions that the covariance can distinguish. */
export interface RestrictionTest extends JointTest {
  /** Positions of restrictions that follow from those before them. */
  readonly redundant: readonly number[];
  /** Restrictions that do not. */
  readonly rank: number;
}

/**
 * Wald test of `restrictions`: F = d'(R V R')^-1 d / q with d = R b - r, read by `degrees` as `jointTest` does.
 * Restrictions that follow from others are left out; where R V R' has a lower rank than R its pseudo-inverse is used, and
 * q is that rank.
 *
 * Throws UsageError `restrictions_inconsistent` (naming the restriction at fault by its text in `texts`) and
 * `restriction_void`; NumericalError `restriction_variance` where a restriction has no variance.
 * Source: Wald (1943), Transactions of the AMS 54(3), doi:10.1090/S0002-9947-1943-0012401-3.
 */
export function testRestrictions(
  engine: Engine,
  beta: Float64Array,
  matrix: Float64Array,
  restrictions: readonly LinearRestriction[],
  texts: readonly string[],
  degrees: TestDegrees,
): RestrictionTest {
  const { independent, redundant } = independentOf(restrictions, texts, scaleOf(matrix, beta.length));
  if (independent.length === 0) {
    throw new UsageError("restriction_void", `${list(texts)} holds whatever the coefficients are: nothing is tested.`, {
      got: texts,
      expected: "an equation between coefficients",
    });
  }
  const k = beta.length;
  const rows = independent.map((at) => restrictions[at]!);
  const q = rows.length;
  const distance = Float64Array.from(rows, ({ weights, value }) => dot(weights, beta) - value);
  const products = rows.map(({ weights }) =>
    Float64Array.from({ length: k }, (_, j) => dot(weights, matrix.subarray(j * k, j * k + k))),
  );
  const covariance = new Float64Array(q * q);
  for (let a = 0; a < q; a++) for (let b = 0; b < q; b++) covariance[a * q + b] = dot(rows[b]!.weights, products[a]!);
  const without = independent.findIndex((_, a) => !(covariance[a * (q + 1)]! > 0));
  if (without >= 0) {
    const text = texts[independent[without]!]!;
    throw new NumericalError("restriction_variance", `'${text}' has no positive variance under this covariance.`, {
      got: covariance[without * (q + 1)]!,
      expected: "> 0",
    });
  }
  const all = Array.from({ length: q }, (_, a) => a);
  const combinations = rows.map(({ weights }) => weights);
  const test = jointTest(engine, wald(distance, covariance, all), denominatorsOf(degrees, combinations));
  return { ...test, redundant, rank: q };
}

/** Standard errors; 1 where there is none. */
const scaleOf = (matrix: Float64Array, k: number): Float64Array =>
  Float64Array.from({ length: k }, (_, j) => (matrix[j * (k + 1)]! > 0 ? Math.sqrt(matrix[j * (k + 1)]!) : 1));

/** Elimination, restriction by restriction, with the largest weight left as pivot. */
function independentOf(restrictions: readonly LinearRestriction[], texts: readonly string[], scale: Float64Array) {
  const pivots: { readonly row: Float64Array; readonly value: number; readonly column: number }[] = [];
  const independent: number[] = [];
  const redundant: number[] = [];
  restrictions.forEach(({ weights, value }, at) => {
    const row = weights.map((weight, j) => weight * scale[j]!);
    const size = largest(row);
    let [left, sizeOfValue] = [value, Math.abs(value)];
    for (const pivot of pivots) {
      const factor = row[pivot.column]! / pivot.row[pivot.column]!;
      if (factor === 0) continue;
      for (let j = 0; j < row.length; j++) row[j]! -= factor * pivot.row[j]!;
      row[pivot.column] = 0;
      left -= factor * pivot.value;
      sizeOfValue = Math.max(sizeOfValue, Math.abs(factor * pivot.value));
    }
    if (largest(row) > DEPENDENT * size) {
      const column = row.reduce((best, weight, j) => (Math.abs(weight) > Math.abs(row[best]!) ? j : best), 0);
      pivots.push({ row, value: left, column });
      independent.push(at);
    } else if (Math.abs(left) > DEPENDENT * sizeOfValue) {
      throw new UsageError(
        "restrictions_inconsistent",
        at === 0 || size === 0
          ? `'${texts[at]}' can't hold, whatever the coefficients are.`
          : `'${texts[at]}' contradicts ${list(independent.map((earlier) => texts[earlier]!))}.`,
        { got: texts[at], expected: "restrictions that can hold together" },
      );
    } else redundant.push(at);
  });
  return { independent, redundant };
}

const list = (texts: readonly string[]): string => texts.map((text) => `'${text}'`).join(", ");

const largest = (row: Float64Array): number => row.reduce((most, weight) => Math.max(most, Math.abs(weight)), 0);
