/**
 * Which rows keep their measured outcome, which get the formula's and which stay missing, with the reason
 * of each. The one place where an outcome is written over.
 */
import type { ExtrapolateChoices } from "./extrapolate-options.js";
import type { ProvenanceCounts } from "./extrapolate-record.js";

/** Where the outcome of a row comes from. */
export type Provenance = keyof ProvenanceCounts;

/** The outcome of every row, f64[nRows], its provenance, and the reason of a missing one ("" elsewhere). */
export interface FilledRows {
  readonly values: Float64Array;
  readonly provenance: readonly Provenance[];
  readonly because: readonly string[];
  /** Rows measured after `last`. */
  readonly measuredAfter: { readonly kept: number; readonly replaced: number };
}

export interface RowsToFill {
  readonly timeValues: Float64Array;
  /** NaN where not measured. */
  readonly outcome: Float64Array;
  /** Formula times scale, NaN where there is none; `why` says why in a row. */
  readonly imputed: Float64Array;
  readonly why: (row: number) => string;
  readonly last: number;
}

/** Whether a row takes the formula, where it has a value. */
export function takesFormula(
  { timeValues, outcome, last }: Pick<RowsToFill, "timeValues" | "outcome" | "last">,
  { prefer, gaps }: Pick<ExtrapolateChoices, "prefer" | "gaps">,
  row: number,
): boolean {
  const isMeasured = !Number.isNaN(outcome[row]!);
  if (timeValues[row]! <= last) return !isMeasured && gaps === "impute";
  return !isMeasured || prefer === "imputed";
}

/** Fills the rows. A measured value is replaced only where `prefer` is imputed and the formula has a value. */
export function fillRows(rows: RowsToFill, choices: Pick<ExtrapolateChoices, "prefer" | "gaps">): FilledRows {
  const { timeValues, outcome, imputed, why, last } = rows;
  const values = outcome.slice();
  const provenance: Provenance[] = [];
  const because: string[] = [];
  const measuredAfter = { kept: 0, replaced: 0 };
  for (let row = 0; row < values.length; row++) {
    const isMeasured = !Number.isNaN(outcome[row]!);
    const takes = takesFormula(rows, choices, row);
    const isImputed = takes && !Number.isNaN(imputed[row]!);
    if (isImputed) values[row] = imputed[row]!;
    if (isMeasured && timeValues[row]! > last) measuredAfter[isImputed ? "replaced" : "kept"]++;
    provenance.push(isImputed ? "imputed" : isMeasured ? "measured" : "missing");
    because.push(isImputed || isMeasured ? "" : takes ? why(row) : "not measured");
  }
  return { values, provenance, because, measuredAfter };
}
