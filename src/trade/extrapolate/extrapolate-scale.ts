/**
 * The factor before a formula that is extrapolated: none, or the ratio that makes it meet the measured
 * outcome where measurement ends, for all units alike or for each. The base period is the last one up to `last` with
 * both; what is measured later is not used.
 */
import { compensatedSum } from "../../base/compensated-sum.js";
import { NumericalError } from "../../base/errors.js";
import type { Panel } from "../../data/panel/panel.js";
import { rowsOf } from "../../data/panel/treatment.js";
import type { ScaleRecord } from "./extrapolate-record.js";

/** Factor of every unit, f64[nUnits], NaN where there is none; and what the record says. */
export interface Scale {
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
