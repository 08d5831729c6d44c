/**
 * A panel as local projections read it: of every row the treatment, its change since the period before, the baseline that outcomes are
 * differenced from, and the rows of the same unit at other times.
 */
import type { DidPlan } from "../../design/plan.js";
import type { DidSample } from "../../design/sample.js";
import { cohortOfRows } from "../../shared/row-units.js";
import { treatmentOf } from "../../shared/treatment-of.js";

export interface LpPanel {
  readonly sample: DidSample;
  readonly treatment: Float64Array;
  /** Since the period before; NaN where that is not observed. */
  readonly change: Float64Array;
  readonly baseline: Float64Array;
  /** Whether the baseline is the outcome of the period before, also where a mean of more periods is asked for and none has more. */
  readonly isFromLast: boolean;
  /** First treated period of the unit of each row. */
  readonly cohort: Float64Array;
  /** The row of the same unit `lead` time units later; -1 where there is none. */
  readonly at: (row: number, lead: number) => number;
}

export function lpPanel(sample: DidSample, plan: DidPlan): LpPanel {
  const { time, y } = sample;
  const at = rowsAround(sample);
  const treatment = treatmentOf(sample, plan);
  const before = (values: Float64Array, row: number, lag: number): number => values[at(row, -lag)] ?? Number.NaN;
  const startOf = startOfRows(sample);
  const rows = Uint32Array.from(time.keys());
  const change = Float64Array.from(rows, (row) => treatment[row]! - before(treatment, row, 1));
  const { premean } = plan;
  const baseline = Float64Array.from(rows, (row) => {
    if (premean === undefined) return before(y, row, 1);
    if (premean === "all") return mean(y.subarray(startOf[row]!, row));
    return mean(Float64Array.from({ length: premean }, (_, k) => before(y, row, k + 1)));
  });
  const isFromLast = rows.every((row) => Number.isNaN(baseline[row]!) || baseline[row] === before(y, row, 1));
  return { sample, treatment, change, baseline, isFromLast, cohort: cohortOfRows(sample), at };
}

const mean = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Position of the first row of the unit of each row. */
function startOfRows({ starts, time }: DidSample): Uint32Array {
  const out = new Uint32Array(time.length);
  for (let u = 0; u + 1 < starts.length; u++) out.fill(starts[u]!, starts[u]!, starts[u + 1]!);
  return out;
}

/** Rows of a unit stand in the order of time, so that one `lead` periods on is at most as many rows away. */
function rowsAround({ time, starts, periods }: DidSample): LpPanel["at"] {
  const unitOf = new Uint32Array(time.length);
  for (let u = 0; u + 1 < starts.length; u++) unitOf.fill(u, starts[u]!, starts[u + 1]!);
  const placeOf = new Map(Array.from(periods, (period, t) => [period, t]));
  const shifts = new Map<number, Int32Array>();
  const shifted = (lead: number): Int32Array => {
    const known = shifts.get(lead) ?? Int32Array.from(periods, (period) => placeOf.get(period + lead) ?? -1);
    shifts.set(lead, known);
    return known;
  };
  return (row, lead) => {
    const here = time[row]!;
    const wanted = shifted(lead)[here]!;
    if (wanted < 0) return -1;
    const [start, end] = [starts[unitOf[row]!]!, starts[unitOf[row]! + 1]!];
    let found = row + wanted - here;
    if (lead < 0) for (found = Math.max(found, start); time[found]! < wanted; ) found++;
    else for (found = Math.min(found, end - 1); time[found]! > wanted; ) found--;
    return time[found] === wanted ? found : -1;
  };
}
