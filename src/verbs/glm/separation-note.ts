/**
 * Separation in words: which rows, and by what.
 */

import { DataError } from "../../base/errors.js";
import type { Note } from "../../base/messages.js";
import type { Family } from "../../engine/kernels/irls.js";
import type { ModelSpec } from "../../formula/spec.js";
import type { Sample } from "../../regression/frame/sample.js";
import type { ExpandedTerms } from "../../regression/frame/terms.js";
import type { Separated } from "./estimator/irls.js";

/** Row numbers that a note lists. */
const LISTED = 50;
/** Row numbers that its sentence names. */
const NAMED = 10;

/** Rows are numbered from 1, as in the data. */
export function separationNote(
  family: Family,
  sample: Sample,
  terms: ExpandedTerms,
  { rows, combination }: Separated,
): Note {
  const parts = combination.map(({ index, coefficient }, at) => {
    const size = Number(Math.abs(coefficient).toPrecision(4));
    const sign = coefficient < 0 ? (at === 0 ? "-" : " - ") : at === 0 ? "" : " + ";
    return `${sign}${size === 1 ? "" : `${size} * `}${terms.names[index]}`;
  });
  const by =
    parts.length === 0
      ? `the fixed effects ${sample.effects.map(({ name }) => name).join(" + ")}`
      : parts.join("") + (sample.effects.length > 0 ? ", net of the fixed effects," : "");
  const numbers = Array.from(rows.subarray(0, LISTED), (row) => sample.rows[row]! + 1);
  const named = numbers.slice(0, NAMED).join(", ") + (rows.length > NAMED ? ", ..." : "");
  const what = family === "poisson" ? "zero outcomes" : "outcomes";
  return {
    code: "separated",
    message:
      `Separation: ${by} ${parts.length === 0 ? "predict" : "predicts"} the ${what} of ${rows.length} ${rows.length === 1 ? "row" : "rows"} perfectly (row ${named}), ` +
      "so that some coefficients would be infinite. These rows say nothing of the other coefficients, and are left out.",
    detail: { count: rows.length, rows: numbers, terms: combination.map(({ index }) => terms.names[index]!) },
  };
}

export const separationError = ({ call }: ModelSpec, { message, detail }: Note): DataError =>
  new DataError(
    "separated",
    `'${call}': ${message.replace(/ These rows .*$/, "")} Leave out the regressors or the rows, or let them be dropped (--separation drop).`,
    { ...detail },
  );
