/**
 * `lincom`: linear combinations of the coefficients of a record, with errors and intervals.
 */

import type { Engine } from "../../engine/kernels/engine.js";
import { parseCombination } from "../../formula/read-combination.js";
import type { CombinationRecord } from "../../regression/record/combination-record.js";
import { linearForm } from "../../regression/tests/restriction-forms.js";
import { type EstimateRecord, estimatesOf } from "./estimates.js";
import { type CombinationOptions, inferCombinations, textsOf } from "./infer-combinations.js";

/**
 * Estimate, standard error, t, p and interval of each combination, `x1 + 2 * x2 - 1`, with the record's covariance and
 * degrees of freedom.
 *
 * @param record of feols, with instruments or without, pgmm, or any with named coefficients and their covariance
 * @throws UsageError `combination_syntax` and others with a caret, `unknown_coefficient`, `not_linear`, `level`.
 */
export function lincom(
  engine: Engine,
  record: EstimateRecord,
  combinations: string | readonly string[],
  options: CombinationOptions = {},
): CombinationRecord {
  const estimates = estimatesOf(record);
  const { names, beta } = estimates;
  const texts = textsOf(combinations);
  const values = texts.map((text) => {
    const { weights, constant } = linearForm(parseCombination(text, names), names);
    return { value: weights.reduce((sum, weight, j) => sum + weight * beta[j]!, constant), gradient: weights };
  });
  return inferCombinations(engine, "lincom", estimates, texts, values, options, []);
}
