/**
 * The two-way coefficient as an average of 2x2 comparisons of cohorts, by the variance of treatment in each: treated with never treated,
 * earlier with later treated and later with earlier treated, whose own effects then count as a trend of controls. All from means
 * by cohort and period.
 * Source: Goodman-Bacon (2021), Journal of Econometrics 225(2), doi:10.1016/j.jeconom.2021.03.014, theorem 1.
 */
import { DataError, NotSupported } from "../../../base/errors.js";
import type { Engine } from "../../../engine/kernels/engine.js";
import type { DidPlan } from "../design/plan.js";
import type { DidSample } from "../design/sample.js";
import { withCovariates } from "./bacon-covariates.js";
import { byType } from "./by-type.js";
import type { BaconRecord, CohortKey, ComparisonType, TwoByTwo } from "./record.js";
import { type TwoWayRows, twoWayRows } from "./two-way-rows.js";

/** A cohort of a balanced panel: its share of units, share of periods treated, and means by period, ascending. */
interface Group {
  readonly key: CohortKey;
  readonly share: number;
  readonly treated: number;
  readonly means: Float64Array;
  /** Position of the first treated period; the number of periods for never. */
  readonly start: number;
}

/** Throws NotSupported `bacon_unbalanced` and `bacon_weights`; DataError `bacon_one_group`. */
export function bacon(engine: Engine, sample: DidSample, plan: DidPlan): BaconRecord {
  const rows = twoWayRows(sample, plan);
  requireBalanced(sample, rows);
  if (rows.covariates.length > 0) return withCovariates(engine, rows);
  const groups = groupsOf(rows);
  if (groups.length < 2) throw oneGroup();
  const pairs = groups.flatMap((earlier, k) => groups.slice(k + 1).flatMap((later) => comparisonsOf(earlier, later)));
  const total = pairs.reduce((sum, { weight }) => sum + weight, 0);
  const comparisons = pairs.map((pair) => ({ ...pair, weight: pair.weight / total }));
  return {
    decomposition: "bacon",
    coefficient: comparisons.reduce((sum, { weight, estimate }) => sum + weight * estimate, 0),
    comparisons,
    by_type: byType(comparisons),
    within: null,
  };
}

/** Cohorts by their start: always treated, then the earlier before the later, never treated last. */
function groupsOf({ time, cohort, keys, outcome, count, treatment }: TwoWayRows): Group[] {
  const used = [...new Set(time)].sort((a, b) => a - b);
  const place = new Map(used.map((t, at) => [t, at]));
  const nPeriods = used.length;
  const groups = keys.map((key) => ({ key, units: 0, treated: 0, means: new Float64Array(nPeriods) }));
  time.forEach((t, row) => {
    const group = groups[cohort[row]!]!;
    group.units = count(row);
    group.treated += treatment[row]! / nPeriods;
    group.means[place.get(t)!] = outcome[row]!;
  });
  const nUnits = groups.reduce((sum, { units }) => sum + units, 0);
  return groups
    .filter(({ units }) => units > 0)
    .map(({ key, units, treated, means }) => ({
      ...{ key, treated, means, share: units / nUnits },
      start: Math.round((1 - treated) * nPeriods),
    }))
    .sort((a, b) => a.start - b.start);
}

const SMALLEST_SHARE = 1e-12;

/** The comparisons of two cohorts, which weigh the product of their shares and the variance of treatment. */
function comparisonsOf(earlier: Group, later: Group): TwoByTwo[] {
  const both = earlier.share * later.share * (earlier.treated - later.treated);
  const nPeriods = earlier.means.length;
  const change = ({ means }: Group, from: readonly [number, number], to: readonly [number, number]): number =>
    mean(means, to) - mean(means, from);
  const [a, b] = [earlier.start, later.start];
  const first: TwoByTwo = {
    ...{ treated: earlier.key, untreated: later.key, type: typeOf(earlier.key, later.key) },
    estimate: change(earlier, [0, a], [a, b]) - change(later, [0, a], [a, b]),
    weight: both * (1 - earlier.treated),
  };
  const second: TwoByTwo = {
    ...{ treated: later.key, untreated: earlier.key, type: typeOf(later.key, earlier.key) },
    estimate: change(later, [a, b], [b, nPeriods]) - change(earlier, [a, b], [b, nPeriods]),
    weight: both * later.treated,
  };
  return [first, second].filter(({ weight }) => weight > SMALLEST_SHARE * earlier.share * later.share);
}

function typeOf(treated: CohortKey, untreated: CohortKey): ComparisonType {
  if (untreated === "never") return "treated vs never";
  if (untreated === "always") return "treated vs always";
  return Number(treated) < untreated ? "earlier vs later" : "later vs earlier";
}

function mean(values: Float64Array, [from, to]: readonly [number, number]): number {
  let sum = 0;
  for (let t = from; t < to; t++) sum += values[t]!;
  return sum / (to - from);
}

function requireBalanced({ weights, starts, time, panel, units }: DidSample, { isBalanced }: TwoWayRows): void {
  if (weights !== null) {
    throw new NotSupported(
      "bacon_weights",
      "The decomposition into 2x2 comparisons is of an unweighted regression; --estimator twfe-weights gives the weights of cells of a weighted one.",
      { got: "weights", expected: "no --weights" },
    );
  }
  if (isBalanced) return;
  const nPeriods = new Set(time).size;
  const rowsOf = (u: number): number => starts[u + 1]! - starts[u]!;
  const short = Uint32Array.from(units.keys()).filter((u) => rowsOf(u) < nPeriods);
  const first =
    short[0] === undefined
      ? ""
      : `, first '${panel.unit.label(units[short[0]]!)}' (${rowsOf(short[0])} of ${nPeriods})`;
  throw new NotSupported(
    "bacon_unbalanced",
    `The decomposition into 2x2 comparisons is of a balanced panel, and ${short.length} units lack periods or treatments${first}: keep units observed in every period, or take --estimator twfe-weights, the weights of cells, which an unbalanced panel has too.`,
    { got: short.length, expected: "every unit in every period" },
  );
}

function oneGroup(): DataError {
  return new DataError(
    "bacon_one_group",
    "All units start treatment in one period: there is nobody to compare them with, and no two-way coefficient to decompose.",
    { got: 1, expected: "at least two cohorts, or never treated units" },
  );
}
