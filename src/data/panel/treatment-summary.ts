/**
 * A 0/1 treatment as a person looks at it before choosing an estimator: its path, who starts when, who never
 * does, who always is, and where it switches off. Counts; judges nothing.
 */
import type { Panel } from "./panel.js";
import { rowsOf } from "./treatment.js";
import { type TreatmentPath, treatmentPath } from "./treatment-path.js";

/** A row (1-based) in which the treatment of a unit falls from 1 to 0. */
export interface SwitchOff {
  readonly unit: string;
  readonly time: number;
  readonly row: number;
}

/** Numbers are of units, but for `missing`, which is of rows. */
export interface TreatmentSummary {
  readonly path: TreatmentPath["path"];
  /** Units by their first treated period: those that are 0 before it and 1 from it on. */
  readonly cohorts: readonly { readonly cohort: number; readonly units: number }[];
  readonly never: number;
  /** 1 in every row: the data do not tell since when. */
  readonly always: number;
  readonly switchingOff: { readonly units: number; readonly first: readonly SwitchOff[] };
  /** Rows without a treatment, left out of all the rest, and units that have no other rows. */
  readonly missing: { readonly rows: number; readonly units: number };
}

/** Places where the treatment switches off that are named, one a unit. */
const MOST_NAMED = 5;

/** The summary of `treatment` (f64[nRows], NaN where missing). Throws as `treatmentPath` for values besides 0 and 1. */
export function treatmentSummary(
  panel: Pick<Panel, "unit" | "timeValues" | "order" | "nUnits">,
  treatment: Float64Array,
): TreatmentSummary {
  const used = Uint8Array.from(treatment, (value) => (Number.isNaN(value) ? 0 : 1));
  const { path, units } = treatmentPath(panel, treatment, used);
  const codeOf = new Map(Array.from({ length: panel.nUnits }, (_, u) => [panel.unit.label(u), u]));
  const usedRows = (unit: string): number[] => rowsOf(panel, codeOf.get(unit)!).filter((row) => used[row] === 1);
  const counts = new Map<number, number>();
  for (const unit of units.absorbing) {
    const cohort = panel.timeValues[usedRows(unit).find((row) => treatment[row] === 1)!]!;
    counts.set(cohort, (counts.get(cohort) ?? 0) + 1);
  }
  const first = units["switching off"].slice(0, MOST_NAMED).map((unit): SwitchOff => {
    const rows = usedRows(unit);
    const row = rows.find((here, i) => treatment[here] === 0 && treatment[rows[i - 1] ?? here] === 1)!;
    return { unit, time: panel.timeValues[row]!, row: row + 1 };
  });
  const seen = Object.values(units).reduce((sum, { length }) => sum + length, 0);
  return Object.freeze({
    path,
    cohorts: [...counts].map(([cohort, n]) => ({ cohort, units: n })).sort((a, b) => a.cohort - b.cohort),
    never: units.never.length,
    always: units.always.length,
    switchingOff: { units: units["switching off"].length, first },
    missing: { rows: used.reduce((n, isUsed) => n + 1 - isUsed, 0), units: panel.nUnits - seen },
  });
}
