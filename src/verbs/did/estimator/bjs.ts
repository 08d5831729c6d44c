/**
 * Imputation: outcomes without treatment of treated rows are imputed from rows not yet treated; effects are averages of what is left.
 * Errors measure effects from averages over groups of treated rows, so that they are conservative where effects differ within
 * a group; each cohort's period is one unless larger ones are asked for. Leads are a regression of rows not yet treated.
 * Source: Borusyak, Jaravel & Spiess (2024), Review of Economic Studies 91(6), doi:10.1093/restud/rdae007, section 4.3.
 */
import { DataError } from "../../../base/errors.js";
import { combine } from "../../../data/panel/order.js";
import type { Engine } from "../../../engine/kernels/engine.js";
import type { DidPlan } from "../plan.js";
import type { DidSample } from "../sample.js";
import { AGGREGATIONS, type Aggregated, type Aggregation, type Cell, effectsOf, isPost } from "./aggregation.js";
import { bjsLeads, type Leads } from "./bjs-leads.js";
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
    return {
      cells: { cells: found.cells, estimates: averages(found.cells.map((_, c) => [c])), shares: null },
      aggregations: AGGREGATIONS,
      aggregate: (by) => aggregated(engine, found.cells, averages, leads, by, plan),
      df: Number.POSITIVE_INFINITY,
      ...{ nobs: found.sample.rows.length, units: found.sample.units.length, clusters: clusters.nLevels },
      notes: [...found.notes, ...leads.notes],
    };
  },
};

function aggregated(
  engine: Engine,
  cells: readonly Cell[],
  averages: (cells: AveragedCells) => Aggregated["estimates"],
  leads: Leads,
  by: Aggregation,
  { balanced }: DidPlan,
): Aggregated {
  const groups = effectsOf(cells, by, balanced);
  const own = averages(groups.map((group) => group.own.map(({ at }) => at)));
  const effects = groups.map(({ effect }) => effect);
  if (by === "simple") return { effects, estimates: own, hasOverall: false };
  const all = averages([groups.flatMap((group) => group.own.flatMap(({ cell, at }) => (isPost(cell) ? [at] : [])))]);
  if (by !== "dynamic") return { effects, estimates: joined(engine, [own, all]), hasOverall: true };
  return {
    effects: [...leads.effects, ...effects],
    estimates: joined(engine, [leads.estimates, own, all]),
    hasOverall: true,
  };
}

/**
 * What each row adds to the influence of its unit: its weighted effect less the average of its group, over the weight of all. The
 * average of a group is that which makes the sum of squares of its clusters least; a leave-one-out error takes it
 * without the row's own cluster.
 */
const sharesOf =
  ({ rows, outcomes, cells, cellOf }: Imputation, clusters: UnitClusters, plan: DidPlan): SharesOf =>
  ({ ofRow, ofCell, totals }) => {
    const n = ofRow.length;
    const { ofGroup, names, nGroups } = groupsOf(cells, ofCell, plan.errorGroups);
    const pairs = pairsOf(clusters, rows.starts, cellOf, ofRow, ofGroup, nGroups);
    const [weight, effect] = [new Float64Array(pairs.count), new Float64Array(pairs.count)];
    const pairGroup = new Uint32Array(pairs.count);
    for (let i = 0; i < n; i++) {
      if (ofRow[i] === NO_CELL) continue;
      const [w, pair] = [rows.weights?.[i] ?? 1, pairs.ofRow[i]!];
      weight[pair]! += w;
      effect[pair]! += w * outcomes[i]!;
      pairGroup[pair] = ofGroup[cellOf[i]!]!;
    }
    const [mean, squares] = [new Float64Array(nGroups), new Float64Array(nGroups)];
    for (let p = 0; p < pairs.count; p++) {
      const g = pairGroup[p]!;
      mean[g]! += weight[p]! * effect[p]!;
      squares[g]! += weight[p]! * weight[p]!;
    }
    for (let g = 0; g < nGroups; g++) mean[g]! /= squares[g]!;
    const out = new Float64Array(n);
    for (let i = 0; i < n; i++) {
      if (ofRow[i] === NO_CELL) continue;
      const [w, pair] = [rows.weights?.[i] ?? 1, pairs.ofRow[i]!];
      const g = pairGroup[pair]!;
      const others = plan.leaveOut ? 1 - weight[pair]! ** 2 / squares[g]! : 1;
      if (!(others > ALONE)) throw aloneInGroup(names[g]!, plan);
      out[i] = (w * (outcomes[i]! - mean[g]!)) / others / totals[ofRow[i]!]!;
    }
    return out;
  };

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

/** Of each row, its pair of cluster and group. */
function pairsOf(
  clusters: UnitClusters,
  starts: Uint32Array,
  cellOf: Uint32Array,
  ofRow: Uint32Array,
  ofGroup: Uint32Array,
  nGroups: number,
): { readonly ofRow: Uint32Array; readonly count: number } {
  const rows = Uint32Array.from(ofRow.keys()).filter((i) => ofRow[i] !== NO_CELL);
  const pair = new Uint32Array(ofRow.length);
  const isCell =
    new Set(ofGroup.filter((group) => group !== NO_CELL)).size === ofGroup.filter((g) => g !== NO_CELL).length;
  if (clusters.isUnit && isCell) {
    // a unit has one row in a period
    rows.forEach((i, at) => {
      pair[i] = at;
    });
    return { ofRow: pair, count: rows.length };
  }
  const cluster = new Uint32Array(rows.length);
  let u = 0;
  rows.forEach((i, at) => {
    while (i >= starts[u + 1]!) u++;
    cluster[at] = clusters.ofUnit[u]!;
  });
  const label = String;
  const { codes, nLevels } = combine([
    { name: "cluster", codes: cluster, nLevels: clusters.nLevels, label },
    { name: "group", codes: Uint32Array.from(rows, (i) => ofGroup[cellOf[i]!]!), nLevels: nGroups, label },
  ]);
  rows.forEach((i, at) => {
    pair[i] = codes[at]!;
  });
  return { ofRow: pair, count: nLevels };
}

function aloneInGroup(name: string, { errorGroups }: DidPlan): DataError {
  const wider = errorGroups === "cell" ? "cohort" : "all";
  return new DataError(
    "did_leave_out",
    `A leave-one-out error needs two clusters in each group of treated rows: ${name} has one. Average over larger groups with --error-groups ${wider}, or leave --leave-out away.`,
    { got: 1, expected: ">= 2", group: name },
  );
}
