/**
 * The two-way coefficient as an average of effects of treated cells: each weighs what is left of its treatment beside unit and time
 * effects, which may be negative; and two measures of how much effects must differ for the coefficient to mislead.
 * Source: de Chaisemartin & D'Haultfoeuille (2020), American Economic Review 110(9), doi:10.1257/aer.20181169, theorem 1 and corollary 1.
 */
import type { Engine } from "../../../engine/kernels/engine.js";
import type { DidPlan } from "../design/plan.js";
import type { DidSample } from "../design/sample.js";
import type { CellWeight, WeightsRecord } from "./record.js";
import { treatmentLeft } from "./treatment-left.js";
import { type TwoWayRows, twoWayRows, weighedSum } from "./two-way-rows.js";

/** Weights sum to one. Throws DataError `did_no_variation`. */
export function twfeWeights(engine: Engine, sample: DidSample, plan: DidPlan): WeightsRecord {
  const rows = twoWayRows(sample, plan);
  const { treatment, outcome, count, time } = rows;
  const left = treatmentLeft(engine, rows);
  const total = weighedSum(rows, (row) => left[row]! * treatment[row]!);
  const coefficient = weighedSum(rows, (row) => left[row]! * outcome[row]!) / total;
  const weightOf = (row: number): number => ((rows.weights?.[row] ?? 1) * left[row]! * treatment[row]!) / total;
  const sums = { positive: { rows: 0, sum: 0 }, negative: { rows: 0, sum: 0 } };
  let nRows = 0;
  for (let row = 0; row < time.length; row++) {
    if (treatment[row] === 0) continue;
    const weight = weightOf(row);
    nRows += count(row);
    const own = sums[weight < 0 ? "negative" : "positive"];
    if (weight !== 0) own.rows += count(row);
    own.sum += weight;
  }
  return {
    ...{ decomposition: "twfe-weights", coefficient, rows: nRows, ...sums },
    cells: cellsOf(rows, weightOf),
    robustness: robustness(coefficient, relativeWeights(rows, left)),
  };
}

/** Weights summed by cohort and period. */
function cellsOf(
  { time, cohort, keys, periods, treatment, count }: TwoWayRows,
  weightOf: (row: number) => number,
): CellWeight[] {
  const found = new Map<number, { rows: number; weight: number; least: number; largest: number }>();
  for (let row = 0; row < time.length; row++) {
    if (treatment[row] === 0) continue;
    const cell = cohort[row]! * periods.length + time[row]!;
    const each = weightOf(row) / count(row);
    const before = found.get(cell) ?? {
      ...{ rows: 0, weight: 0, least: Number.POSITIVE_INFINITY, largest: Number.NEGATIVE_INFINITY },
    };
    found.set(cell, {
      rows: before.rows + count(row),
      weight: before.weight + weightOf(row),
      least: Math.min(before.least, each),
      largest: Math.max(before.largest, each),
    });
  }
  return [...found]
    .sort(([a], [b]) => a - b)
    .map(([cell, sums]) => ({
      cohort: keys[Math.floor(cell / periods.length)]!,
      time: periods[cell % periods.length]!,
      ...sums,
    }));
}

/** Treated rows by their weight relative to the share they have in treatment, largest first: on average one. */
interface RelativeWeight {
  readonly share: number;
  readonly weight: number;
}

function relativeWeights(rows: TwoWayRows, left: Float64Array): RelativeWeight[] {
  const { treatment, weights, time } = rows;
  const doses = weighedSum(rows, (row) => treatment[row]!);
  const average = weighedSum(rows, (row) => left[row]! * treatment[row]!) / doses;
  return Array.from(time.keys())
    .filter((row) => treatment[row] !== 0)
    .map((row) => ({ share: ((weights?.[row] ?? 1) * treatment[row]!) / doses, weight: left[row]! / average }))
    .sort((a, b) => b.weight - a.weight);
}

/** Variance of relative weights, one on average, below which they are the same but for rounding. */
const ALIKE = 1e-20;

/** The two measures of corollary 1; exported for its law. */
export function robustness(coefficient: number, relative: readonly RelativeWeight[]): WeightsRecord["robustness"] {
  const size = Math.abs(coefficient);
  const variance = relative.reduce((sum, { share, weight }) => sum + share * (weight - 1) ** 2, 0);
  return {
    zero_average: variance > ALIKE ? size / Math.sqrt(variance) : null,
    opposite_sign: oppositeSign(size, relative),
  };
}

/** Effects of the other sign differ least where those of the largest weights are zero: from the first cell whose weight is below a bound. */
function oppositeSign(size: number, relative: readonly RelativeWeight[]): number | null {
  if (!relative.some(({ weight }) => weight < 0)) return null;
  let [P, S, T] = [0, 0, 0];
  let found: number | null = null;
  for (let i = relative.length - 1; i >= 0; i--) {
    const { share, weight } = relative[i]!;
    P += share;
    S += share * weight;
    T += share * weight * weight;
    if (P < 1 && weight < -S / (1 - P)) found = size / Math.sqrt(T + (S * S) / (1 - P));
  }
  return found;
}
