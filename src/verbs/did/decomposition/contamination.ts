/**
 * Coefficients of event time as sums of effects by cohort and event time: each holds those of its own event time, with weights that sum to
 * one, and of all others, with weights that sum to zero at each of them (minus one at the reference): zero one by one only where cohorts have the same effects.
 * Source: Sun & Abraham (2021), Journal of Econometrics 225(2), doi:10.1016/j.jeconom.2020.09.006, proposition 1.
 */
import type { Engine } from "../../../engine/kernels/engine.js";
import type { DidPlan } from "../design/plan.js";
import type { DidSample } from "../design/sample.js";
import { REFERENCE, requireReference } from "../shared/direct.js";
import { dualColumns } from "./dual.js";
import type { ContaminationRecord } from "./record.js";
import { type TwoWayRows, twoWayRows, weighedSum } from "./two-way-rows.js";

type Weight = ContaminationRecord["weights"][number];

/** Throws DataError `did_reference`. */
export function contamination(engine: Engine, sample: DidSample, plan: DidPlan): ContaminationRecord {
  requireReference("contamination", sample.design);
  const rows = twoWayRows(sample, plan);
  const eventOf = (row: number): number => {
    const key = rows.keys[rows.cohort[row]!]!;
    return typeof key === "number" ? rows.periods[rows.time[row]!]! - key : Number.NaN;
  };
  const events = Float64Array.from(rows.time, (_, row) => eventOf(row));
  const wanted = [...new Set(events)].filter((event) => !Number.isNaN(event) && event !== REFERENCE);
  const columns = wanted.sort((a, b) => a - b).map((event) => events.map((own) => Number(own === event)));
  const covariates = rows.covariates.map(({ values }) => values);
  const duals = dualColumns(engine, rows, [...columns, ...covariates]);
  const found = wanted.flatMap((event, j) => {
    const dual = duals[j];
    if (dual == null) return [];
    const estimate = weighedSum(rows, (row) => dual[row]! * rows.outcome[row]!);
    return [{ event, estimate, weights: weightsOf(rows, events, event, dual) }];
  });
  return {
    decomposition: "contamination",
    effects: found.map(({ event, estimate, weights }) => ({
      ...{ event, estimate },
      negative: weights.filter(({ at, weight }) => at === event && weight < 0).map(({ cohort }) => cohort),
      others: weights.reduce(
        (sum, { at, weight }) => sum + (at === event || at === REFERENCE ? 0 : Math.abs(weight)),
        0,
      ),
    })),
    weights: found.flatMap(({ weights }) => weights),
  };
}

/** The coefficients of indicators of cells: sums over each of the dual. */
function weightsOf(rows: TwoWayRows, events: Float64Array, event: number, dual: Float64Array): Weight[] {
  const sums = new Map<string, { cohort: number; at: number; weight: number }>();
  for (let row = 0; row < events.length; row++) {
    if (Number.isNaN(events[row]!)) continue;
    const [cohort, at] = [rows.keys[rows.cohort[row]!] as number, events[row]!];
    const before = sums.get(`${cohort},${at}`) ?? { cohort, at, weight: 0 };
    before.weight += (rows.weights?.[row] ?? 1) * dual[row]!;
    sums.set(`${cohort},${at}`, before);
  }
  return [...sums.values()].map((sum) => ({ event, ...sum })).sort((a, b) => a.cohort - b.cohort || a.at - b.at);
}
