/**
 * What must vary before least squares is asked: an outcome that effects do not explain, a regressor they do
 * not absorb, numbers whose squares a double can hold. Refusals name the column. Knows no estimator.
 */

import { DataError, NumericalError } from "../../base/errors.js";
import { type Note, note } from "../../base/messages.js";
import type { SampleColumn } from "../../base/row-runs.js";
import { isAbsorbed, type Solve } from "../absorb/absorber.js";
import type { AbsorbedEffect } from "../absorb/solver.js";
import { OMITTED } from "../messages.js";
import type { Sample } from "./sample.js";
import type { ExpandedTerms } from "./terms.js";

/** Runs a demeaning; when it refuses a column by its number, says its name. */
export function naming(names: readonly string[], demean: () => Solve): Solve {
  try {
    return demean();
  } catch (cause) {
    if (!(cause instanceof DataError) || cause.code !== "not_finite") throw cause;
    const name = names[cause.detail.column as number];
    throw new DataError(
      "not_finite",
      `'${name}' holds numbers so large that their squares overflow; divide it by a power of ten first.`,
      { ...cause.detail, column: name },
      { cause },
    );
  }
}

/** Norm, weights counted, below which squares lose digits to underflow: they are then below 1e-304. */
const LEAST_NORM = 1e-152;

/** Refuses a regressor that is not zero and whose squares underflow: it would pass for a collinear one. */
export function requireScale(terms: Pick<ExpandedTerms, "names" | "columns">, norms: ArrayLike<number>): void {
  terms.columns.forEach((column, j) => {
    if (norms[j]! >= LEAST_NORM) return;
    // of a constant the norm, net of its mean, is 0 whatever its size
    if (column.isConstant() && (column.first === 0 || Math.abs(column.first) >= LEAST_NORM)) return;
    const name = terms.names[j]!;
    throw new DataError(
      "regressor_scale",
      `'${name}' varies by so little that squares underflow; multiply it, or weights where they are as small, by a power of ten first.`,
      { got: norms[j]!, expected: LEAST_NORM, column: name },
    );
  });
}

/** Refuses an outcome that is constant, that the effects explain, or whose squares underflow. */
export function requireOutcome(y: SampleColumn, name: string, solve: Solve, sample: Sample): void {
  const last = solve.normBefore.length - 1;
  const expected = "an outcome that varies within the fixed effects";
  if (y.isConstant()) {
    const message = `The outcome '${name}' is ${y.first} in all ${y.length} rows of the sample: there is nothing to explain.`;
    throw new DataError("constant_outcome", message, { got: y.first, expected });
  }
  if (solve.normBefore[last]! < LEAST_NORM) {
    const message = `The outcome '${name}' varies by so little that squares underflow; multiply it, or weights where they are as small, by a power of ten first.`;
    throw new DataError("outcome_scale", message, { got: solve.normBefore[last]!, expected });
  }
  if (!isAbsorbed(solve, last)) return;
  const effects = sample.effects.map((effect) => effect.name).join(" + ");
  const message = `The fixed effects ${effects} explain the outcome '${name}' entirely: nothing is left for the regressors.`;
  throw new DataError("absorbed_outcome", message, { got: effects, expected });
}

/** Refuses a sample in which no regressor varies, naming each. */
export function requireVariation(terms: ExpandedTerms, absorbed: readonly boolean[], sample: Sample): void {
  if (absorbed.length === 0 || !absorbed.every(Boolean)) return;
  const reasons = terms.names.map((name, j) => `${name} ${absorbedReason(terms.columns[j]!, sample).message}`);
  throw new DataError(
    "no_variation",
    `No regressor varies within the fixed effects, in ${sample.n} rows: ${reasons.join("; ")}.`,
    { got: terms.names, expected: "at least one regressor that varies within the fixed effects" },
  );
}

/** Refuses a model with as many parameters, those of all effects included, as rows: it fits exactly whatever is true. */
export function requireResiduals(n: number, nParameters: number): void {
  if (n > nParameters) return;
  throw new NumericalError(
    "no_residual_df",
    `No residual degrees of freedom: ${n} observations, ${nParameters} parameters with those of the fixed effects. Use more data, fewer regressors or fewer fixed effects.`,
    { got: n, expected: nParameters + 1 },
  );
}

/** Why demeaning left nothing of a regressor, for a sentence that begins with its name. */
export function absorbedReason(column: SampleColumn, { effects }: Sample): Note {
  if (column.isConstant()) return note(OMITTED, "constant", { value: column.first });
  const slopes = effects.flatMap((effect) =>
    (effect.slopes?.columns ?? []).flatMap((slope, s) =>
      isMultiple(column.numbers(), slope, effect) ? [`${effect.name}[${effect.slopes!.names[s]!}]`] : [],
    ),
  );
  return note(OMITTED, "absorbed", { effects: slopes.length > 0 ? slopes : effects.map(({ name }) => name) });
}

/** Whether values are a multiple of a slope's variable in each level of its effect, up to the rounding of products. */
function isMultiple(values: Float64Array, slope: Float64Array, { codes, nLevels }: AbsorbedEffect): boolean {
  const largest = new Uint32Array(nLevels).fill(codes.length);
  codes.forEach((level, row) => {
    const before = largest[level]!;
    if (before === codes.length || Math.abs(slope[row]!) > Math.abs(slope[before]!)) largest[level] = row;
  });
  return values.every((value, row) => {
    const first = largest[codes[row]!]!;
    const [a, b] = [value * slope[first]!, values[first]! * slope[row]!];
    return Math.abs(a - b) <= 8 * Number.EPSILON * (Math.abs(a) + Math.abs(b));
  });
}
