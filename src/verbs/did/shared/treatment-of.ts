/**
 * The treatment of each row of a sample, as the column of it says or as cohorts do.
 */
import type { DidPlan } from "../design/plan.js";
import type { DidSample } from "../design/sample.js";

/** f64[rows], in their order: the dose where a column has it, NaN where missing; else 1 from the unit's first treated period on. */
export function treatmentOf(
  { table, rows, time, periods, starts, cohort }: DidSample,
  { source }: DidPlan,
): Float64Array {
  if (source.cohort === undefined) {
    const doses = table.numeric(source.treat);
    return Float64Array.from(rows, (row) => doses[row]!);
  }
  const treated = new Float64Array(rows.length);
  cohort.forEach((first, u) => {
    for (let i = starts[u]!; i < starts[u + 1]!; i++) treated[i] = Number(periods[time[i]!]! >= first);
  });
  return treated;
}
