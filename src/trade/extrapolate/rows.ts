/**
 * Which rows keep their measured outcome, which get the formula's and which stay missing, with the reason
 * of each. The one place where an outcome is written over.
 */

import { DataError, NumericalError, UsageError } from "../../base/errors.js";
import { compensatedSum } from "../../base/numbers.js";
import type { Panel } from "../../data/panel/panel.js";
import { rowsOf } from "../../data/panel/treatment.js";
import type { ExtrapolateChoices } from "./formula.js";
import { MISSING } from "./messages.js";
import type { ProvenanceCounts, ScaleRecord } from "./record.js";

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

interface RowsToFill {
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
    because.push(isImputed || isMeasured ? "" : takes ? why(row) : MISSING.not_measured.en);
  }
  return { values, provenance, because, measuredAfter };
}

// The last measured period: given, or found as the last one with any measured outcome.

interface LastMeasured {
  readonly period: number;
  readonly source: "given" | "found";
}

/**
 * The last measured period of `outcome` (f64[nRows], NaN where missing). Throws DataError `nothing_measured`, and
 * `last_outside` for a given period before the first or after the last of the data; UsageError `last_not_whole`.
 */
export function lastMeasured(
  { table, time, timeValues }: Panel,
  name: string,
  outcome: Float64Array,
  given: number | undefined,
): LastMeasured {
  let found = Number.NEGATIVE_INFINITY;
  for (let row = 0; row < outcome.length; row++) {
    if (!Number.isNaN(outcome[row]!)) found = Math.max(found, timeValues[row]!);
  }
  if (found === Number.NEGATIVE_INFINITY) {
    throw new DataError(
      "nothing_measured",
      `Outcome '${name}' is missing in all ${table.nRows} rows of ${table.source.name}; an extrapolation continues what was measured. Merge the measured values (--with FILE --on KEYS).`,
      { got: 0, expected: "a measured outcome", column: name },
    );
  }
  if (given === undefined) return { period: found, source: "found" };
  if (!Number.isSafeInteger(given)) {
    throw new UsageError("last_not_whole", `Last is a period, a whole number such as ${found}; got ${given}.`, {
      got: given,
      expected: "a whole number",
    });
  }
  const first = timeValues.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  const end = timeValues.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  if (given >= first && given <= end) return { period: given, source: "given" };
  throw new DataError(
    "last_outside",
    `Last measured period ${given} is outside those of '${time.name}', ${first} to ${end}; the last one with a measured ${name} is ${found}.`,
    { got: given, expected: [first, end], column: time.name },
  );
}

// The factor before a formula that is extrapolated: none, or the ratio that makes it meet the measured outcome where
// measurement ends, for all units alike or for each. The base period is the last one up to `last` with both; what is
// measured later is not used.

/** Factor of every unit, f64[nUnits], NaN where there is none; and what the record says. */
interface Scale {
  readonly factors: Float64Array;
  readonly record: ScaleRecord;
}

/**
 * The factors of `kind` for `outcome` and `formula`, f64[nRows], NaN where missing. Throws NumericalError
 * `scale_undefined` when `fit` has no base period, or a formula mean of 0 there, and when `fit-unit` has no unit at all.
 */
export function scaleFactors(
  panel: Panel,
  outcome: Float64Array,
  formula: Float64Array,
  last: number,
  kind: ScaleRecord["kind"],
): Scale {
  const { timeValues, nUnits } = panel;
  const has = (row: number): boolean =>
    timeValues[row]! <= last && Number.isFinite(outcome[row]!) && Number.isFinite(formula[row]!);
  const base = baseOf(panel, outcome, formula, has);
  if (kind === "none") return { factors: new Float64Array(nUnits).fill(1), record: { kind, base, units: null } };
  if (kind === "fit") {
    const ratio = base?.ratio ?? null;
    if (ratio === null) throw undefinedScale(kind, base);
    return { factors: new Float64Array(nUnits).fill(ratio), record: { kind, base, units: null } };
  }
  const factors = new Float64Array(nUnits).fill(Number.NaN);
  const periods: Record<string, number> = {};
  const without: string[] = [];
  for (let u = 0; u < nUnits; u++) {
    const row = rowsOf(panel, u).filter(has).at(-1);
    const ratio = row === undefined ? Number.NaN : outcome[row]! / formula[row]!;
    if (!Number.isFinite(ratio)) {
      without.push(panel.unit.label(u));
      continue;
    }
    factors[u] = ratio;
    const period = String(timeValues[row!]!);
    periods[period] = (periods[period] ?? 0) + 1;
  }
  const known = factors.filter(Number.isFinite).sort();
  if (known.length === 0) throw undefinedScale(kind, base);
  const units = {
    with_ratio: known.length,
    min: known[0]!,
    max: known.at(-1)!,
    base_periods: periods,
    without_ratio: without,
  };
  return { factors, record: { kind, base, units } };
}

/** Means in the last period with both, over its rows with both. */
function baseOf(
  { timeValues }: Panel,
  outcome: Float64Array,
  formula: Float64Array,
  has: (row: number) => boolean,
): ScaleRecord["base"] {
  let period = Number.NEGATIVE_INFINITY;
  for (let row = 0; row < outcome.length; row++) if (has(row)) period = Math.max(period, timeValues[row]!);
  if (period === Number.NEGATIVE_INFINITY) return null;
  const rows = [...outcome.keys()].filter((row) => timeValues[row] === period && has(row));
  const mean = (values: Float64Array): number => compensatedSum(rows.map((row) => values[row]!)) / rows.length;
  const [measured, modelled] = [mean(outcome), mean(formula)];
  const ratio = measured / modelled;
  return {
    period,
    rows: rows.length,
    measured_mean: measured,
    formula_mean: modelled,
    ratio: Number.isFinite(ratio) ? ratio : null,
  };
}

function undefinedScale(kind: string, base: ScaleRecord["base"]): NumericalError {
  const why =
    base === null
      ? "no row up to the last measured period has both a measured outcome and a value of the formula"
      : `the formula is 0 where it would be compared (mean ${base.formula_mean} in ${base.period})`;
  return new NumericalError(
    "scale_undefined",
    `Scale ${kind} has no ratio of measured to formula values: ${why}. Use scale none, or a formula observed in measured periods too.`,
    { got: base, expected: "a measured outcome and a formula other than 0 in one period" },
  );
}
