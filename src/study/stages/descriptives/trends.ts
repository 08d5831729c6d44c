/**
 * Mean outcome by period of units that begin to be treated together, or ever, and of the others.
 */
import type { Panel } from "../../../data/panel/panel.js";

/** A line of the figure: `cohort` is the first treated period, null of units ever treated and of those never. */
export interface Trend {
  readonly kind: "cohort" | "treated" | "never";
  readonly cohort: number | null;
  readonly units: number;
  readonly points: readonly { readonly time: number; readonly mean: number; readonly n: number }[];
}

/** The trends of `values` (NaN left out), cohorts ascending, never treated last. `cohorts` f64[nRows], NaN for never. */
export function trendsOf(
  panel: Panel,
  values: Float64Array,
  cohorts: Float64Array,
  by: "cohort" | "treated",
): readonly Trend[] {
  const keyOf = (row: number) => (Number.isNaN(cohorts[row]!) ? null : by === "cohort" ? cohorts[row]! : 0);
  const used = Array.from(values.keys()).filter((row) => !Number.isNaN(values[row]!));
  const keys = [...new Set(used.map(keyOf))].sort((a, b) => (a ?? Infinity) - (b ?? Infinity));
  return keys.map((key) => {
    const own = used.filter((row) => keyOf(row) === key);
    const times = [...new Set(own.map((row) => panel.timeValues[row]!))].sort((a, b) => a - b);
    return {
      kind: key === null ? "never" : by,
      cohort: by === "cohort" ? key : null,
      units: new Set(own.map((row) => panel.unit.codes[row]!)).size,
      points: times.map((time) => {
        const rows = own.filter((row) => panel.timeValues[row] === time);
        return { time, n: rows.length, mean: rows.reduce((sum, row) => sum + values[row]!, 0) / rows.length };
      }),
    };
  });
}
