/**
 * Effects of comparisons as estimates by cohort and period: those that were made, with references between them, and the shares of their
 * cohorts, whose error counts in averages. Knows no comparison's method.
 */
import type { Engine } from "../../../../engine/kernels/engine.js";
import type { DidSample } from "../../design/sample.js";
import type { Cell, CellEstimates } from "../../shared/aggregation.js";
import { cellWeightOf } from "../../shared/cells.js";
import { byInfluence } from "../../shared/estimates.js";
import type { DidFit } from "../../shared/estimator.js";
import type { UnitClusters } from "../../shared/unit-clusters.js";
import type { Comparison } from "./comparisons.js";
import type { CsUnits } from "./rows.js";

/** The effect of a comparison, with the influence of each cluster. */
export interface FoundCell {
  readonly comparison: Comparison;
  readonly effect: number;
  /** Units of the cohort that it is of. */
  readonly units: number;
  readonly influence: Float64Array<ArrayBufferLike>;
}

/** Shares of cohorts among the units, and the influences of clusters on them, a column a cohort. */
export interface Shares {
  readonly values: Float64Array;
  readonly influence: Float64Array;
}

/** What cells need to know of the units: clusters, sizes of cohorts by position, and their shares. */
export interface Cohorts {
  readonly n: number;
  readonly sizeOf: (g: number) => number;
  readonly sharesOf: (cohorts: readonly number[]) => Shares;
}

/** Cells of the comparisons of `list` that are `found`, in the order of both, or references. */
export function cellEstimates(
  engine: Engine,
  sample: DidSample,
  list: readonly Comparison[],
  found: readonly FoundCell[],
  { n, sizeOf, sharesOf }: Cohorts,
): CellEstimates {
  const weightOf = sample.cellWeights && cellWeightOf(sample);
  const foundOf = new Map(found.map((one) => [one.comparison, one]));
  const cells = list.flatMap((comparison): Cell[] => {
    const { cohort, period, g, isReference } = comparison;
    const own = foundOf.get(comparison);
    if (!isReference && own === undefined) return [];
    const size = own?.units ?? sizeOf(g);
    return [{ cohort, period, units: size, weight: weightOf?.(cohort, period) ?? size, isReference }];
  });
  const effects = found.map(({ effect }) => effect);
  const influences = (more: number): Float64Array => {
    const all = new Float64Array(n * (found.length + more));
    found.forEach(({ influence }, to) => {
      all.set(influence, to * n);
    });
    return all;
  };
  // averaged by a column, cells have weights that are given
  if (weightOf !== null) {
    return { cells, estimates: byInfluence(engine, Float64Array.from(effects), influences(0)), shares: null };
  }
  const cohorts = [...new Map(found.map(({ comparison: { g, cohort } }) => [g, cohort]))];
  const shares = sharesOf(cohorts.map(([g]) => g));
  const all = influences(cohorts.length);
  all.set(shares.influence, found.length * n);
  return {
    cells,
    estimates: byInfluence(engine, Float64Array.from([...effects, ...shares.values]), all),
    shares: new Map(cohorts.map(([, cohort], s) => [cohort, shares.values[s]!])),
  };
}

/** Shares of groups (positions) among the units, by weight: that of a unit's first row, or the mean of its rows. */
export function sharesOf(
  { weights, starts }: DidSample,
  { order, sizes }: Pick<CsUnits, "order" | "sizes">,
  { ofUnit, nLevels: n }: UnitClusters,
  groups: readonly number[],
  byMean: boolean,
): Shares {
  const influence = new Float64Array(n * groups.length);
  const values = new Float64Array(groups.length);
  const [own, codes] = [new Float64Array(order.length), new Uint32Array(order.length)];
  order.forEach((u, place) => {
    const rows = weights?.subarray(starts[u]!, byMean ? starts[u + 1]! : starts[u]! + 1);
    own[place] = rows === undefined ? 1 : rows.reduce((sum, weight) => sum + weight, 0) / rows.length;
    codes[place] = ofUnit[u]!;
  });
  groups.forEach((g, s) => {
    const first = sizes.subarray(0, g).reduce((sum, size) => sum + size, 0);
    const members = own.subarray(first, first + sizes[g]!);
    const share = members.reduce((sum, weight) => sum + weight, 0) / order.length;
    const column = influence.subarray(s * n, (s + 1) * n);
    values[s] = share;
    for (let place = 0; place < order.length; place++) column[codes[place]!]! -= share / order.length;
    members.forEach((weight, i) => {
      column[codes[first + i]!]! += weight / order.length;
    });
  });
  return { values, influence };
}

/** Rows, units and clusters that take part. */
export function sizesOf(
  { starts }: DidSample,
  { order }: Pick<CsUnits, "order">,
  { ofUnit, nLevels }: UnitClusters,
): Pick<DidFit, "nobs" | "units" | "clusters"> {
  const seen = new Uint8Array(nLevels);
  let nobs = 0;
  for (const u of order) {
    nobs += starts[u + 1]! - starts[u]!;
    seen[ofUnit[u]!] = 1;
  }
  return { nobs, units: order.length, clusters: seen.reduce((n, one) => n + one, 0) };
}
