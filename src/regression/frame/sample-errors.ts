/**
 * What a sample is refused for, whoever takes it: of rows in memory, or of rows a database holds. Knows no rows.
 */

import { DataError, NotSupported, UsageError } from "../../base/errors.js";
import { flagText } from "../../base/text.js";
import { type Expression, isLogical } from "../../formula/expression.js";
import { printExpression, printFixedEffect } from "../../formula/print.js";
import type { ModelSpec } from "../../formula/spec.js";

/** Throws NotSupported `slopes` where slopes of the formula vary by an effect. */
export function refuseSlopes({ call, fixedEffects }: ModelSpec): void {
  const effect = fixedEffects.find(({ slopes }) => slopes !== undefined);
  if (effect === undefined) return;
  throw new NotSupported(
    "slopes",
    `'${call}': slopes that vary by an effect, ${printFixedEffect(effect)}, are supported by feols without instruments; write them as regressors, ${effect.slopes!.variables.map(printExpression).join(" + ")} times factor(${effect.columns.join("^")}), or leave them out.`,
    { got: printFixedEffect(effect), expected: "fixed effects without [ ]" },
  );
}

/** Throws UsageError `subset_condition` for a subset that is no comparison and no combination of comparisons. */
export function requireCondition(subset: Expression): void {
  if (isLogical(subset)) return;
  const got = printExpression(subset);
  throw new UsageError("subset_condition", `Subset '${got}' is not a condition; compare, as in ${got} == 1.`, {
    got,
    expected: "a comparison, %in%, is.na(), or these joined by & | !",
  });
}

/** Where a subset leaves nothing: how many rows it refused, and for how many it is missing. */
export const noRowsAfterSubset = (
  subset: string,
  { nFalse, nMissing }: { readonly nFalse: number; readonly nMissing: number },
): DataError =>
  new DataError(
    "no_rows_after_subset",
    `No row is left after ${flagText("subset", subset)}: ${nFalse} rows are false, ${nMissing} missing. Check its values against the data (wasmetrics inspect DATA).`,
    { got: 0, expected: "at least one row", subset },
  );

/** Where none of `n` rows has every variable. */
export function allMissing(missingBy: Readonly<Record<string, number>>, n: number): DataError {
  const reasons = Object.entries(missingBy)
    .map(([name, count]) => `${name} (${count})`)
    .join(", ");
  return new DataError("all_missing", `No row is complete: missing or infinite values in ${reasons} of ${n} rows.`, {
    got: 0,
    expected: "at least one complete row",
    missing: missingBy,
  });
}

/** A weight of row `row`, from 0, that is none. */
export const illegalWeight = (column: string, got: number, row: number): DataError =>
  new DataError(
    "illegal_weight",
    `Weights '${column}': row ${row + 1} holds ${got}; weights must be finite and at least 0.`,
    { got, expected: ">= 0", column, row: row + 1 },
  );

export const weightsAreZero = (column: string): DataError =>
  new DataError("no_rows_left", `Weights '${column}' are 0 in every row of the sample.`, { got: 0, column });

/** Where no weight is a number with all its digits. */
export const weightsAreTiny = (column: string, got: number): DataError =>
  new DataError(
    "illegal_weight",
    `Weights '${column}' are at most ${got} in the sample, below 2.2e-308, where numbers lose their digits: multiply them by a power of ten, on which estimates do not depend.`,
    { got, expected: ">= 2.2e-308", column },
  );

export const noRegressors = ({ call }: ModelSpec): UsageError =>
  new UsageError("no_regressors", `'${call}' has no regressor: name at least one right of '~'.`, { got: call });
