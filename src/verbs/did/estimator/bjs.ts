/**
 * Imputation: outcomes without treatment of treated rows are imputed from rows not yet treated; effects are averages of what is left.
 * Errors measure effects from averages over groups of treated rows, so that they are conservative where effects differ within
 * a group; each cohort's period is one unless larger ones are asked for. Leads are a regression of rows not yet treated.
 * Source: Borusyak, Jaravel & Spiess (2024), Review of Economic Studies 91(6), doi:10.1093/restud/rdae007, section 4.3.
 */
import { DataError } from "../../../base/errors.js";
import { combine } from "../../../data/panel/order.js";
import type { Engine } from "../../../engine/kernels/engine.js";
import type { UnitRows } from "../../../engine/kernels/imputation.js";
import type { DidPlan } from "../plan.js";
import type { DidSample } from "../sample.js";
import {
  AGGREGATIONS,
  type Aggregated,
  type Aggregation,
  aggregate,
  type Cell,
  effectsOf,
  isPost,
} from "./aggregation.js";
import { bjsLeads, type Leads } from "./bjs-leads.js";
import type { Estimates } from "./estimates.js";
import type { DidEstimator, DidFit } from "./estimator.js";
import { type Imputation, impute, NO_CELL } from "./imputation.js";
import { type AveragedCells, averagesOf, joined, type SharesOf, type UnitClusters } from "./imputed-averages.js";
import { unitClusters } from "./unit-clusters.js";

export const bjs: DidEstimator = {
  name: "bjs",
  paths: ["never", "always", "absorbing"],
  fit: (engine: Engine, sample: DidSample, plan: DidPlan): DidFit => {
    const { anticipation } = plan;
    const roleOf = (cohort: number, period: number) => (period >= cohort - anticipation ? "effect" : "control");
    const { also, ...found } = impute(engine, sample, anticipation, roleOf, (_, used, compared) => {
      const clusters = unitClusters("bjs", used.sample, plan);
      return { clusters, leads: bjsLeads(engine, used, compared, clusters, plan) };
    });
    const { clusters, leads } = also;
    const averages = (cells: AveragedCells) =>
      averagesOf(engine, found, clusters, cells, sharesOf(found, clusters, plan));
    const cells = { cells: found.cells, estimates: averages(found.cells.map((_, c) => [c])), shares: null };
    const aggregated = (by: Aggregation): Aggregated =>
      // of effects measured from the averages of their cells, the influence of an average is that of its cells
      plan.errorGroups === "cell"
        ? aggregate(engine, cells, by, plan.balanced)
        : byGroups(engine, found.cells, averages, by, plan);
    return {
      cells,
      aggregations: AGGREGATIONS,
      aggregate: (by) => (by === "dynamic" ? withLeads(engine, leads, aggregated(by)) : aggregated(by)),
      df: Number.POSITIVE_INFINITY,
      ...{ nobs: found.sample.rows.length, units: found.sample.units.length, clusters: clusters.nLevels },
      notes: [...found.notes, ...leads.notes],
    };
  },
};

function withLeads(engine: Engine, leads: Leads, { effects, estimates, hasOverall }: Aggregated): Aggregated {
  return {
    effects: [...leads.effects, ...effects],
    estimates: joined(engine, [leads.estimates, estimates]),
    hasOverall,
  };
}

/** Averages whose effects are measured from those of groups larger than cells: not those of their cells. */
function byGroups(
  engine: Engine,
  cells: readonly Cell[],
  averages: (cells: AveragedCells) => Estimates,
  by: Aggregation,
  { balanced }: DidPlan,
): Aggregated {
  const groups = effectsOf(cells, by, balanced);
  const own = averages(groups.map((group) => group.own.map(({ at }) => at)));
  const effects = groups.map(({ effect }) => effect);
  if (by === "simple") return { effects, estimates: own, hasOverall: false };
  const all = averages([groups.flatMap((group) => group.own.flatMap(({ cell, at }) => (isPost(cell) ? [at] : [])))]);
  return { effects, estimates: joined(engine, [own, all]), hasOverall: true };
}

/**
 * What each row adds to the influence of its unit: its weighted effect less the average of its group, over the weight of all. The
 * average of a group is that which makes the sum of squares of its clusters least; a leave-one-out error takes it
 * without the row's own cluster.
 */
const sharesOf =
  (imputation: Imputation, clusters: UnitClusters, plan: DidPlan): SharesOf =>
  ({ ofRow, ofCell, totals }) => {
    const { rows, outcomes, cells, cellOf } = imputation;
    const { ofGroup, names, nGroups } = groupsOf(cells, ofCell, plan.errorGroups);
    const isEachRow = clusters.isUnit && isEachCell(ofGroup, nGroups);
    const sums = isEachRow ? null : clusterSums(imputation, clusters, ofRow, ofGroup, nGroups);
    const [mean, squares] = [new Float64Array(nGroups), new Float64Array(nGroups)];
    const addTo = (g: number, weight: number, effect: number): void => {
      mean[g]! += weight * effect;
      squares[g]! += weight * weight;
    };
    if (sums !== null)
      for (let p = 0; p < sums.group.length; p++) addTo(sums.group[p]!, sums.weight[p]!, sums.effect[p]!);
    else eachAveraged(rows, ofRow, (i, w) => addTo(ofGroup[cellOf[i]!]!, w, w * outcomes[i]!));
    for (let g = 0; g < nGroups; g++) mean[g]! /= squares[g]!;
    const out = new Float64Array(ofRow.length);
    eachAveraged(rows, ofRow, (i, w) => {
      const g = ofGroup[cellOf[i]!]!;
      let share = (w * (outcomes[i]! - mean[g]!)) / totals[ofRow[i]!]!;
      if (plan.leaveOut) {
        const others = 1 - (sums === null ? w : sums.weight[sums.ofRow[i]!]!) ** 2 / squares[g]!;
        if (!(others > ALONE)) throw aloneInGroup(names[g]!, plan);
        share /= others;
      }
      out[i] = share;
    });
    return out;
  };

/** Calls `read` with each row in an average and its weight. */
function eachAveraged({ weights }: UnitRows, ofRow: Uint32Array, read: (row: number, weight: number) => void): void {
  for (let i = 0; i < ofRow.length; i++) if (ofRow[i] !== NO_CELL) read(i, weights === null ? 1 : weights[i]!);
}

/** Share of its group that other clusters have at least, beyond rounding. */
const ALONE = 1e-12;

/** Groups of cells within each average. */
function groupsOf(cells: readonly Cell[], ofCell: Uint32Array, by: DidPlan["errorGroups"]) {
  const names: string[] = [];
  const numbers = new Map<string, number>();
  const ofGroup = Uint32Array.from(cells, ({ cohort, period }, c) => {
    if (ofCell[c] === NO_CELL) return NO_CELL;
    const name = {
      cell: `cohort ${cohort} in ${period}`,
      cohort: `cohort ${cohort}`,
      event: `event time ${period - cohort}`,
      all: "all treated rows",
    }[by];
    const key = `${ofCell[c]} ${name}`;
    const known = numbers.get(key);
    if (known !== undefined) return known;
    numbers.set(key, names.length);
    return names.push(name) - 1;
  });
  return { ofGroup, names, nGroups: names.length };
}

/** Sums over the rows that a cluster has in a group, a pair each: of weights and of weighted effects; and the pair of each row. */
function clusterSums(
  { rows, outcomes, cellOf }: Imputation,
  clusters: UnitClusters,
  ofRow: Uint32Array,
  ofGroup: Uint32Array,
  nGroups: number,
) {
  const { starts } = rows;
  const pair = new Uint32Array(ofRow.length).fill(NO_CELL);
  let count = 0;
  for (let i = 0; i < pair.length; i++) if (ofRow[i] !== NO_CELL) pair[i] = count++;
  const [cluster, groups] = [new Uint32Array(count), new Uint32Array(count)];
  for (let u = 0; u + 1 < starts.length; u++) {
    for (let i = starts[u]!; i < starts[u + 1]!; i++) {
      const at = pair[i]!;
      if (at === NO_CELL) continue;
      cluster[at] = clusters.ofUnit[u]!;
      groups[at] = ofGroup[cellOf[i]!]!;
    }
  }
  const label = String;
  const { codes, nLevels } = combine([
    { name: "cluster", codes: cluster, nLevels: clusters.nLevels, label },
    { name: "group", codes: groups, nLevels: nGroups, label },
  ]);
  const [weight, effect] = [new Float64Array(nLevels), new Float64Array(nLevels)];
  const group = new Uint32Array(nLevels);
  eachAveraged(rows, ofRow, (i, w) => {
    const p = codes[pair[i]!]!;
    group[p] = groups[pair[i]!]!;
    pair[i] = p;
    weight[p]! += w;
    effect[p]! += w * outcomes[i]!;
  });
  return { ofRow: pair, weight, effect, group };
}

/** Whether each group is one cell. */
const isEachCell = (ofGroup: Uint32Array, nGroups: number): boolean =>
  ofGroup.reduce((count, group) => count + Number(group !== NO_CELL), 0) === nGroups;

function aloneInGroup(name: string, { errorGroups }: DidPlan): DataError {
  const wider = errorGroups === "cell" ? "cohort" : "all";
  return new DataError(
    "did_leave_out",
    `A leave-one-out error needs two clusters in each group of treated rows: ${name} has one. Average over larger groups with --error-groups ${wider}, or leave --leave-out away.`,
    { got: 1, expected: ">= 2", group: name },
  );
}
