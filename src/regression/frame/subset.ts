/**
 * The rows a condition selects, `year >= 2007 & country %in% c("BE", "FR")`. Must not know models.
 */

import { UsageError } from "../../base/errors.js";
import type { Note } from "../../base/messages.js";
import { type Expression, isLogical } from "../../formula/expression.js";
import { printExpression } from "../../formula/print.js";
import { type ColumnSource, type ElementaryFunctions, evaluate } from "./expression.js";

/** Rows a condition selects, ascending; how many it refused and for how many it is missing. */
export interface Subset {
  readonly rows: Uint32Array;
  readonly nFalse: number;
  readonly nMissing: number;
  readonly notes: readonly Note[];
}

/**
 * Rows at which `condition` is TRUE; missing counts as FALSE. Throws as `evaluate`, and UsageError `subset_condition`
 * if the condition is not a comparison or a combination of comparisons.
 */
export function subsetRows(condition: Expression, source: ColumnSource, functions: ElementaryFunctions): Subset {
  if (!isLogical(condition)) {
    const got = printExpression(condition);
    throw new UsageError("subset_condition", `Subset '${got}' is not a condition; compare, as in ${got} == 1.`, {
      got,
      expected: "a comparison, %in%, is.na(), or these joined by & | !",
    });
  }
  const { values, notes } = evaluate(condition, source, functions);
  const rows = new Uint32Array(values.length);
  let n = 0;
  let nMissing = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (Number.isNaN(value)) nMissing++;
    else if (value !== 0) rows[n++] = i;
  }
  return { rows: rows.slice(0, n), nFalse: values.length - n - nMissing, nMissing, notes };
}
