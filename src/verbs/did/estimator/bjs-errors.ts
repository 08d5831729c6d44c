/**
 * What errors of imputed averages measure effects from: averages over groups of treated rows, so that errors are conservative where
 * effects differ within a group; each cohort's period is one unless larger ones are asked for.
 * Source: Borusyak, Jaravel & Spiess (2024), Review of Economic Studies 91(6), doi:10.1093/restud/rdae007, section 4.3.
 */
import { DataError } from "../../../base/errors.js";
import { combine } from "../../../data/panel/order.js";
import type { UnitRows } from "../../../engine/kernels/imputation.js";
import type { DidPlan } from "../plan.js";
import type { Cell } from "./aggregation.js";
import { type Imputation, NO_CELL } from "./imputation.js";
import type { SharesOf, UnitClusters } from "./imputed-averages.js";

/**
 * What each row adds to the influence of its unit: its weighted effect less the average of its group, over the weight of all. The
 * average of a group is that which makes the sum of squares of its clusters least; a leave-one-out error takes it
 * without the row's own cluster.
 */
export const bjsShares =
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
    if (sums === null) eachAveraged(rows, ofRow, (i, w) => addTo(ofGroup[cellOf[i]!]!, w, w * outcomes[i]!));
    else for (const [p, g] of sums.group.entries()) addTo(g, sums.weight[p]!, sums.effect[p]!);
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
