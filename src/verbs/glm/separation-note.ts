/**
 * Facts of a separation: which rows, and by what.
 */

import { DataError } from "../../base/errors.js";
import type { FactsOf } from "../../base/messages.js";
import type { Family } from "../../engine/kernels/irls.js";
import type { ModelSpec } from "../../formula/spec.js";
import type { Sample } from "../../regression/frame/sample.js";
import type { ExpandedTerms } from "../../regression/frame/terms.js";
import type { Separated } from "./estimator/irls.js";
import { type GLM_NOTES, separation } from "./messages.js";

/** Row numbers that a note lists. */
const LISTED = 50;
/** Rows are numbered from 1, as in the data. */
export function separationFacts(
  family: Family,
  sample: Sample,
  terms: ExpandedTerms,
  { rows, combination }: Separated,
): FactsOf<typeof GLM_NOTES>["separated"] {
  const parts = combination.map(({ index, coefficient }) => ({ term: terms.names[index]!, coefficient }));
  return {
    count: rows.length,
    rows: Array.from(rows.subarray(0, LISTED), (row) => sample.rows[row]! + 1),
    terms: parts.map(({ term }) => term),
    parts,
    effects: sample.effects.map(({ name }) => name),
    zeros: family === "poisson",
  };
}

export const separationError = ({ call }: ModelSpec, facts: FactsOf<typeof GLM_NOTES>["separated"]): DataError =>
  new DataError(
    "separated",
    `'${call}': ${separation(facts)} Leave out the regressors or the rows, or let them be dropped (--separation drop).`,
    { ...facts },
  );
