/**
 * Which units a regression compares treated ones with, and the periods in which there are none: there, a dummy of some cohort would be
 * collinear with the period, and the others measured from it. Where nobody is never treated, the cohort treated last stands in, before
 * its treatment (Sun & Abraham 2021, section 4.1).
 */
import { DataError } from "../../../base/errors.js";
import { type Note, note } from "../../../base/messages.js";
import type { DidPlan } from "../design/plan.js";
import type { DidSample } from "../design/sample.js";
import type { CellRole } from "./cells.js";
import { CONTROL_NOTES } from "./messages.js";

export interface Compared {
  readonly roleOf: (cohort: number, period: number) => CellRole;
  readonly notes: readonly Note[];
}

/**
 * `roleOf` of cells that have units to compare with; those of other periods are out.
 *
 * @throws DataError `did_no_control` where no treated cell is left
 */
export function comparedWith(
  { design, periods }: DidSample,
  { control, anticipation }: Pick<DidPlan, "control" | "anticipation">,
  roleOf: (cohort: number, period: number) => CellRole,
): Compared {
  const { cohorts, observed, nNever } = design;
  const last = control === "never" && nNever === 0 ? cohorts.at(-1)!.cohort : null;
  const starts = [...cohorts.map(({ cohort }) => cohort - anticipation), Number.POSITIVE_INFINITY];
  const isControl = (g: number, period: number): boolean => {
    if (control === "never" && g < cohorts.length) return cohorts[g]!.cohort === last && period < starts[g]!;
    return period < starts[g]!;
  };
  const hasRows = (t: number) => (_: number, g: number) => observed[g * periods.length + t]! > 0;
  const alone = Array.from(periods).filter((period, t) => {
    const seen = starts.map(hasRows(t));
    return seen.some(Boolean) && !seen.some((isSeen, g) => isSeen && isControl(g, period));
  });
  const isCompared = (cohort: number, g: number): boolean =>
    Array.from(periods).some((period, t) => period >= cohort && hasRows(t)(cohort, g) && !alone.includes(period));
  if (!cohorts.some(({ cohort }, g) => cohort !== last && isCompared(cohort, g))) {
    throw new DataError(
      "did_no_control",
      "No treated unit is observed in a period in which others are untreated: nothing can be compared. Add never treated units, or earlier periods.",
      { got: alone, expected: "a period with treated and untreated units" },
    );
  }
  const { nUnits } = cohorts.at(-1)!;
  return {
    roleOf: (cohort, period) => {
      if (alone.includes(period)) return "out";
      return cohort === last ? "control" : roleOf(cohort, period);
    },
    notes: [
      ...(last === null ? [] : [note(CONTROL_NOTES, "last_cohort_compared", { cohort: last, units: nUnits })]),
      ...(alone.length === 0 ? [] : [note(CONTROL_NOTES, "periods_without_control", { periods: alone })]),
    ],
  };
}
