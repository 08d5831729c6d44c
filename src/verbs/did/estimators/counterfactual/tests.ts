/**
 * Tests of what counterfactual estimators assume: averages of cells next to treatment that the fit has not seen (placebo, carry-over) are 0,
 * or near it (equivalence). Averages of cells it has seen are residuals, and tell nothing of trends.
 * Source: Liu, Wang & Xu (2024), AJPS 68(1), doi:10.1111/ajps.12723, section 4; Schuirmann (1987), Journal of Pharmacokinetics and
 * Biopharmaceutics 15(6), doi:10.1007/BF01068419.
 */
import { DataError, UsageError } from "../../../../base/errors.js";
import type { Engine } from "../../../../engine/kernels/engine.js";
import { pt, qt } from "../../../../engine/kernels/math.js";
import { CELL, type Cells, type Needs, untreatedOf } from "./cells.js";
import { type Group, type Labelling, labelled } from "./groups.js";
import type { Rank } from "./model.js";
import type { Equivalence, LeftOutTest, Shown } from "./record.js";

/** Averages with the covariance of their draws; null without errors. */
export interface Averages {
  readonly groups: readonly Group[];
  readonly values: Float64Array;
  readonly covariance: Float64Array | null;
}

/** How estimates are judged. */
export interface Judge {
  readonly df: number;
  readonly level: number;
  /** Clusters an average needs for an error. */
  readonly fewest: number;
  readonly bound: number;
}

export const errorOf = ({ groups, covariance }: Averages, g: number, { fewest }: Judge): number | null => {
  if (covariance === null || groups[g]!.clusters < fewest) return null;
  const variance = covariance[g * groups.length + g]!;
  return variance > 0 ? Math.sqrt(variance) : null;
};

export function shown(engine: Engine, averages: Averages, g: number, judge: Judge): Shown {
  const [estimate, std_error] = [averages.values[g]!, errorOf(averages, g, judge)];
  const n_units = averages.groups[g]!.units;
  if (std_error === null) {
    return { estimate, std_error, statistic: null, p_value: null, conf_low: null, conf_high: null, n_units };
  }
  const half = qt(engine, (1 - judge.level) / 2, judge.df, true) * std_error;
  const statistic = estimate / std_error;
  return {
    ...{ estimate, std_error, statistic, p_value: 2 * pt(engine, -Math.abs(statistic), judge.df) },
    ...{ conf_low: estimate - half, conf_high: estimate + half, n_units },
  };
}

export function equivalenceOf(engine: Engine, { estimate, std_error }: Shown, { df, bound }: Judge): Equivalence {
  if (std_error === null) return { bound, p_value: null };
  const sides = [bound + estimate, bound - estimate].map((room) => pt(engine, room / std_error, df, true));
  return { bound, p_value: Math.max(...sides) };
}

/** Cells that a test leaves out, and how they are averaged: all together, then by distance. */
export interface LeftOut {
  readonly periods: number;
  readonly used: Uint8Array;
  readonly labellings: readonly [Labelling, Labelling];
  readonly unitsLeftOut: number;
}

/** The last `periods` before treatment, less those of anticipation. Throws DataError `did_placebo`. */
export function placeboCells(
  cells: Cells,
  needs: Needs,
  rank: Rank,
  clusterOf: Uint32Array,
  periods: number,
  anticipation: number,
): LeftOut {
  const found = leave(cells, needs, rank, clusterOf, periods, (at) => {
    const event = cells.event[at]!;
    return event < -anticipation && event >= -anticipation - periods ? event : undefined;
  });
  if (found !== null) return found;
  throw new DataError(
    "did_placebo",
    `The placebo test leaves out the last ${periods} ${periods === 1 ? "period" : "periods"} before treatment; no treated unit has enough untreated periods besides. Ask for fewer with --placebo-periods.`,
    { got: periods, expected: "fewer" },
  );
}

/** The first `periods` after treatment. Throws UsageError `did_carryover`. */
export function carryoverCells(
  cells: Cells,
  needs: Needs,
  rank: Rank,
  clusterOf: Uint32Array,
  periods: number,
): LeftOut {
  const found = leave(cells, needs, rank, clusterOf, periods, (at) => {
    const exit = cells.exit[at]!;
    return exit >= 0 && exit < periods ? exit : undefined;
  });
  if (found !== null) return found;
  throw new UsageError(
    "did_carryover",
    `The carry-over test leaves out the first ${periods} ${periods === 1 ? "period" : "periods"} after treatment; no unit has untreated rows after it that could be spared. Leave --carryover-periods out, or ask for fewer.`,
    { got: periods, expected: "a treatment that switches off" },
  );
}

function leave(
  cells: Cells,
  { additive }: Needs,
  rank: Rank,
  clusterOf: Uint32Array,
  periods: number,
  distanceOf: (at: number) => number | undefined,
): LeftOut | null {
  const { T, N, kind } = cells;
  const needed = ("factors" in rank ? rank.factors : 0) + Number(additive !== "time");
  const used = kind.map((one) => Number(one === CELL.untreated));
  const isOut = new Uint8Array(T * N);
  let unitsLeftOut = 0;
  for (let i = 0; i < N; i++) {
    const own: number[] = [];
    for (let at = i * T; at < (i + 1) * T; at++) {
      if (kind[at] === CELL.untreated && distanceOf(at) !== undefined) own.push(at);
    }
    if (own.length === 0) continue;
    if (untreatedOf(cells, i) - own.length < needed) {
      unitsLeftOut++;
      continue;
    }
    for (const at of own) {
      used[at] = 0;
      isOut[at] = 1;
    }
  }
  if (!isOut.includes(1)) return null;
  const size = T * N;
  return {
    ...{ periods, used, unitsLeftOut },
    labellings: [
      labelled(cells, clusterOf, size, (at) => (isOut[at] === 1 ? null : undefined)),
      labelled(cells, clusterOf, size, (at) => (isOut[at] === 1 ? distanceOf(at) : undefined)),
    ],
  };
}

/** `averages` are those of all cells left out, then by distance. */
export function describeLeftOut(
  engine: Engine,
  { periods, unitsLeftOut }: LeftOut,
  averages: Averages,
  judge: Judge,
): LeftOutTest {
  const all = shown(engine, averages, 0, judge);
  return {
    ...{ ...all, periods, units_left_out: unitsLeftOut, equivalence: equivalenceOf(engine, all, judge) },
    events: averages.groups.slice(1).map(({ at }, g) => ({ at: at!, ...shown(engine, averages, g + 1, judge) })),
  };
}
