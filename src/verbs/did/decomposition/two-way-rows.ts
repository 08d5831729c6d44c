/**
 * The rows of a two-way model as decompositions read them: those of the sample or, where every unit is observed in every period without
 * weights, covariates and doses, the means by cohort and period, from which all follows.
 */

import type { DidPlan } from "../design/plan.js";
import type { DidSample } from "../design/sample.js";
import { treatmentOf } from "../shared/treatment-of.js";
import type { CohortKey } from "./record.js";

export interface TwoWayRows {
  /** What the first effect is of: units, or cohorts. */
  readonly group: Float64Array;
  /** Position of the period, and of the cohort among `keys`. */
  readonly time: Uint32Array;
  readonly cohort: Uint32Array;
  readonly keys: readonly CohortKey[];
  readonly periods: Float64Array;
  readonly treatment: Float64Array;
  readonly outcome: Float64Array;
  readonly covariates: readonly { readonly name: string; readonly values: Float64Array }[];
  /** What each row counts; null: all alike. */
  readonly weights: Float64Array | null;
  /** Rows of the sample behind each. */
  readonly count: (row: number) => number;
  /** Whether every unit is observed in every period of the sample. */
  readonly isBalanced: boolean;
}

/** Rows without a treatment are left out. */
export function twoWayRows(sample: DidSample, plan: DidPlan): TwoWayRows {
  const all = sampleRows(sample, plan);
  const { covariates, weights, isBalanced } = all;
  const sameInCohort = sample.design.isBinary && ["never", "always", "absorbing"].includes(sample.design.path);
  return isBalanced && weights === null && covariates.length === 0 && sameInCohort ? meansByCohort(all) : all;
}

function sampleRows(sample: DidSample, plan: DidPlan): TwoWayRows {
  const { design, cohort, starts, time, periods, y, x, weights } = sample;
  const treatment = treatmentOf(sample, plan);
  const keys: CohortKey[] = [...design.cohorts.map((count) => count.cohort), "never", "always"];
  const [never, always] = [keys.length - 2, keys.length - 1];
  const places = new Map(keys.map((key, g) => [key, g]));
  const group = new Float64Array(time.length);
  const cohortOf = new Uint32Array(time.length);
  cohort.forEach((first, u) => {
    const known =
      first === Number.POSITIVE_INFINITY ? never : first === Number.NEGATIVE_INFINITY ? always : places.get(first);
    group.fill(u, starts[u]!, starts[u + 1]!);
    cohortOf.fill(known ?? always, starts[u]!, starts[u + 1]!);
  });
  const isMissing = treatment.some(Number.isNaN);
  const used = isMissing ? Uint32Array.from(time.keys()).filter((row) => !Number.isNaN(treatment[row]!)) : null;
  const pick = (values: Float64Array): Float64Array =>
    used === null ? values : Float64Array.from(used, (row) => values[row]!);
  const pickCodes = (codes: Uint32Array): Uint32Array => (used === null ? codes : used.map((row) => codes[row]!));
  const nPeriods = new Set(time).size;
  return {
    ...{ keys, periods, group: pick(group), treatment: pick(treatment), outcome: pick(y) },
    time: pickCodes(time),
    cohort: pickCodes(cohortOf),
    covariates: x.names.map((name, j) => ({ name, values: pick(x.columns[j]!) })),
    weights: weights && pick(weights),
    count: () => 1,
    isBalanced: !isMissing && cohort.every((_, u) => starts[u + 1]! - starts[u]! === nPeriods),
  };
}

/** Means by cohort and period, each of as many rows as the cohort has units. */
function meansByCohort(rows: TwoWayRows): TwoWayRows {
  const { time, cohort, keys, periods, treatment, outcome } = rows;
  const size = keys.length * periods.length;
  const [counts, sums, doses] = [new Float64Array(size), new Float64Array(size), new Float64Array(size)];
  for (let row = 0; row < time.length; row++) {
    const cell = cohort[row]! * periods.length + time[row]!;
    counts[cell]!++;
    sums[cell]! += outcome[row]!;
    doses[cell] = treatment[row]!;
  }
  const cells = Uint32Array.from(counts.keys()).filter((cell) => counts[cell]! > 0);
  const of = (make: (cell: number) => number): Float64Array => Float64Array.from(cells, make);
  const weights = of((cell) => counts[cell]!);
  return {
    ...rows,
    group: of((cell) => Math.floor(cell / periods.length)),
    time: cells.map((cell) => cell % periods.length),
    cohort: cells.map((cell) => Math.floor(cell / periods.length)),
    treatment: of((cell) => doses[cell]!),
    outcome: of((cell) => sums[cell]! / counts[cell]!),
    weights,
    count: (row) => weights[row]!,
  };
}

/** Sum over rows of their weights times `of`. */
export function weighedSum({ weights, time }: TwoWayRows, of: (row: number) => number): number {
  let sum = 0;
  for (let row = 0; row < time.length; row++) sum += (weights?.[row] ?? 1) * of(row);
  return sum;
}
