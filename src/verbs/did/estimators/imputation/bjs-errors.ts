/**
 * What errors of imputed averages measure effects from: averages over groups of treated rows, so that errors are conservative where
 * effects differ within a group; each cohort's period is one unless larger ones are asked for.
 * Source: Borusyak, Jaravel & Spiess (2024), Review of Economic Studies 91(6), doi:10.1093/restud/rdae007, section 4.3.
 */
import { columnFlag } from "../../../../base/column-names.js";
import { DataError } from "../../../../base/errors.js";
import { upTo } from "../../../../base/row-runs.js";
import { combine } from "../../../../data/panel/order.js";
import type { DidPlan } from "../../design/plan.js";
import type { Cell } from "../../shared/aggregation.js";
import type { UnitClusters } from "../../shared/unit-clusters.js";
import type { SharesOf } from "./averages.js";
import { type Imputation, NO_CELL } from "./imputation.js";

/**
 * What each row adds to the influence of its unit: its weighted effect less the average of its group, over the weight of all. Units
 * weigh in that average by the square of their weight in the estimate; a leave-one-out error takes it without the row's own cluster.
 */
export const bjsShares =
  (imputation: Imputation, clusters: UnitClusters, plan: DidPlan): SharesOf =>
  ({ ofRow, ofCell, totals }) => {
    const { rows, outcomes, cells, cellOf } = imputation;
    const { ofGroup, names, nGroups } = groupsOf(cells, ofCell, plan.errorGroups);
    const codes = upTo(clusters.ofUnit.length);
    const units = pairsOf(imputation, { ofUnit: codes, nLevels: codes.length, isUnit: true }, ofRow, ofGroup, nGroups);
    const { weight, effect } = sumsOf(imputation, ofRow, units);
    const groups = unitProducts(units.group, nGroups, weight, effect);
    // of each row, what is not to count in its average
    const pairs = clusters.isUnit || !plan.leaveOut ? units : pairsOf(imputation, clusters, ofRow, ofGroup, nGroups);
    const own = unitProducts(within(units, pairs), pairs.count, weight, effect);
    const out = new Float64Array(ofRow.length);
    for (let i = 0; i < out.length; i++) {
      if (ofRow[i] === NO_CELL) continue;
      const [g, pair] = [ofGroup[cellOf[i]!]!, pairs.ofRow[i]!];
      let [sum, squares] = [groups.sums[g]!, groups.squares[g]!];
      if (plan.leaveOut) {
        if (!(squares - own.squares[pair]! > ALONE * squares)) throw aloneInGroup(names[g]!, plan);
        sum -= own.sums[pair]!;
        squares -= own.squares[pair]!;
      }
      out[i] = ((rows.weights?.[i] ?? 1) * (outcomes[i]! - sum / squares)) / totals[ofRow[i]!]!;
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

/** Rows that units or clusters have in a group, a pair each: the pair of each row (NO_CELL in no average), the group of each pair. */
interface Pairs {
  readonly ofRow: Uint32Array;
  readonly group: Uint32Array;
  readonly count: number;
}

function pairsOf(
  { rows: { starts }, cellOf }: Imputation,
  { ofUnit, nLevels, isUnit }: UnitClusters,
  ofRow: Uint32Array,
  ofGroup: Uint32Array,
  nGroups: number,
): Pairs {
  const pair = new Uint32Array(ofRow.length).fill(NO_CELL);
  let count = 0;
  for (let i = 0; i < pair.length; i++) if (ofRow[i] !== NO_CELL) pair[i] = count++;
  const [owner, groups] = [new Uint32Array(count), new Uint32Array(count)];
  for (let u = 0; u + 1 < starts.length; u++) {
    for (let i = starts[u]!; i < starts[u + 1]!; i++) {
      if (pair[i] === NO_CELL) continue;
      owner[pair[i]!] = ofUnit[u]!;
      groups[pair[i]!] = ofGroup[cellOf[i]!]!;
    }
  }
  // a unit has one row in a period
  if (isUnit && isEachCell(ofGroup, nGroups)) return { ofRow: pair, group: groups, count };
  const label = String;
  const joint = combine([
    { name: "owner", codes: owner, nLevels, label },
    { name: "group", codes: groups, nLevels: nGroups, label },
  ]);
  const group = new Uint32Array(joint.nLevels);
  joint.codes.forEach((code, at) => {
    group[code] = groups[at]!;
  });
  for (let i = 0; i < pair.length; i++) if (pair[i] !== NO_CELL) pair[i] = joint.codes[pair[i]!]!;
  return { ofRow: pair, group, count: joint.nLevels };
}

/** Sums of weights and of weighted effects of the rows of each pair. */
function sumsOf({ rows, outcomes }: Imputation, ofRow: Uint32Array, pairs: Pairs) {
  const [weight, effect] = [new Float64Array(pairs.count), new Float64Array(pairs.count)];
  for (let i = 0; i < ofRow.length; i++) {
    if (ofRow[i] === NO_CELL) continue;
    const w = rows.weights?.[i] ?? 1;
    weight[pairs.ofRow[i]!]! += w;
    effect[pairs.ofRow[i]!]! += w * outcomes[i]!;
  }
  return { weight, effect };
}

/** Sums over units, by code, of weights times weighted effects and of squares of weights. */
function unitProducts(codes: Uint32Array, count: number, weight: Float64Array, effect: Float64Array) {
  const [sums, squares] = [new Float64Array(count), new Float64Array(count)];
  for (let p = 0; p < codes.length; p++) {
    sums[codes[p]!]! += weight[p]! * effect[p]!;
    squares[codes[p]!]! += weight[p]! * weight[p]!;
  }
  return { sums, squares };
}

/** The coarser pair that each finer one lies in. */
function within(fine: Pairs, coarse: Pairs): Uint32Array {
  if (fine === coarse) return upTo(fine.count);
  const owner = new Uint32Array(fine.count);
  fine.ofRow.forEach((pair, i) => {
    if (pair !== NO_CELL) owner[pair] = coarse.ofRow[i]!;
  });
  return owner;
}

/** Whether each group is one cell. */
const isEachCell = (ofGroup: Uint32Array, nGroups: number): boolean =>
  ofGroup.reduce((count, group) => count + Number(group !== NO_CELL), 0) === nGroups;

function aloneInGroup(name: string, { errorGroups }: DidPlan): DataError {
  const wider = errorGroups === "cell" ? "cohort" : "all";
  return new DataError(
    "did_leave_out",
    `A leave-one-out error needs two clusters in each group of treated rows: ${name} has one. Average over larger groups with ${columnFlag("error-groups", wider)}, or leave --leave-out away.`,
    { got: 1, expected: ">= 2", group: name },
  );
}
