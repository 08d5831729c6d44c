/**
 * Callaway and Sant'Anna's effects by cohort and period: two-by-two comparisons with those never or not yet treated, by outcome
 * regression, inverse probability weighting, or both; averages by the shares of cohorts, whose error counts.
 * Source: Callaway & Sant'Anna (2021), Journal of Econometrics 225(2), doi:10.1016/j.jeconom.2020.12.001; Sant'Anna & Zhao (2020),
 * Journal of Econometrics 219(1), doi:10.1016/j.jeconom.2020.06.003.
 */
import { DataError, UsageError } from "../../../../base/errors.js";
import { type Note, note } from "../../../../base/messages.js";
import { type AttResult, attCells } from "../../../../engine/kernels/att-cells.js";
import type { Engine } from "../../../../engine/kernels/engine.js";
import type { DidPlan } from "../../plan.js";
import type { DidSample } from "../../sample.js";
import { AGGREGATIONS, aggregate, type Cell, type CellEstimates } from "../aggregation.js";
import { cellWeightOf } from "../cells.js";
import { byInfluence } from "../estimates.js";
import type { DidEstimator, DidFit } from "../estimator.js";
import { type UnitClusters, unitClusters } from "../unit-clusters.js";
import { type Comparison, type Comparisons, comparisonsOf } from "./comparisons.js";
import { CS_NOTES } from "./messages.js";
import { refuseFault } from "./refusals.js";
import { type CsRows, type CsUnits, csUnits, panelRows, sectionRows } from "./rows.js";

/** Propensities from which on a row compared with has no weight, and a comparison is refused: as DRDID and did. */
const TRIM = 0.995;
const LIMIT = 0.999;
/** A cohort with fewer units than this and one for each regressor is small. */
const FEW = 5;

export const cs: DidEstimator = {
  name: "cs",
  paths: ["never", "always", "absorbing"],
  fit: (engine: Engine, sample: DidSample, plan: DidPlan): DidFit => {
    refuseSections(plan);
    const clusters = unitClusters("cs", sample, plan);
    const units = csUnits(sample, plan.unbalanced === "balanced");
    const comparisons = comparisonsOf(units.cohorts, units.sizes, units.periods, plan);
    const asked = comparisons.list.filter(({ isReference }) => !isReference);
    if (asked.length === 0) throw nothingToCompare(units, comparisons);
    return engine.scope((scope) => {
      const layRows = plan.unbalanced === "rows" ? sectionRows : panelRows;
      const rows = layRows(scope, sample, units, clusters.ofUnit);
      const k = 1 + sample.x.names.length;
      const influence = scope.f64(clusters.nLevels * asked.length);
      const method = k === 1 ? "reg" : plan.method;
      const layout = { method, k, ...rows, nClusters: clusters.nLevels, trim: TRIM, limit: LIMIT };
      const results = attCells(engine, scope, layout, asked.map(rows.cell), influence);
      asked.forEach((comparison, j) => {
        requireFit(sample, rows, comparison, results[j]!);
      });
      const cells = cellEstimates(engine, sample, plan, units, clusters, comparisons, asked, results, influence.view());
      return {
        cells,
        aggregations: AGGREGATIONS,
        aggregate: (by) => aggregate(engine, cells, by, plan.balanced),
        df: Number.POSITIVE_INFINITY,
        ...sizesOf(sample, units, clusters),
        notes: notesOf(plan, units, comparisons, k, asked, results),
      };
    });
  },
};

/** Throws UsageError `did_method` for methods that have no form for cross-sections. */
function refuseSections({ unbalanced, method }: DidPlan): void {
  if (unbalanced !== "rows" || (method !== "imp" && method !== "ht")) return;
  throw new UsageError(
    "did_method",
    `Method ${method} is of differences within units; with --unbalanced rows use dr, ipw or reg.`,
    { got: method, expected: ["dr", "ipw", "reg"] },
  );
}

function nothingToCompare({ always, incomplete, sizes }: CsUnits, { withoutBase, lastCohort }: Comparisons): DataError {
  const isNoneLeft = sizes.every((size, g) => size === 0 || g === sizes.length - 1);
  const why =
    isNoneLeft && incomplete > 0
      ? "all units that start treatment lack a period and are left out (--unbalanced balanced)"
      : withoutBase.length > 0
        ? "no cohort has a period before its treatment and the anticipation"
        : `all that are ever treated begin together (${lastCohort}), and no unit is never treated`;
  const others = always > 0 ? `; ${always} units are treated from their first row on` : "";
  return new DataError(
    "did_nothing_compared",
    `cs: there is nothing to compare: ${why}${others}. Add periods before treatment, or units without it.`,
    { got: 0, expected: "a period before treatment, and units not treated" },
  );
}

function requireFit({ panel, units, x }: DidSample, rows: CsRows, comparison: Comparison, result: AttResult): void {
  if (result.fault === null || result.fault === "empty") return;
  refuseFault(comparison, result.fault, result, {
    unit: panel.unit.name,
    units: result.named.map((row) => panel.unit.label(units[rows.unitOf(row)]!)),
    ...{ covariates: x.names, limit: LIMIT },
  });
}

/** Effects that were estimated, with references between them, and the shares of their cohorts. */
function cellEstimates(
  engine: Engine,
  sample: DidSample,
  { unbalanced }: DidPlan,
  units: CsUnits,
  clusters: UnitClusters,
  { list }: Comparisons,
  asked: readonly Comparison[],
  results: readonly AttResult[],
  influence: Float64Array<ArrayBufferLike>,
): CellEstimates {
  const n = clusters.nLevels;
  const found = asked.flatMap((_, j) => (results[j]!.fault === null ? [j] : []));
  const weightOf = sample.cellWeights && cellWeightOf(sample);
  const resultOf = new Map(found.map((j) => [asked[j]!, results[j]!]));
  const cells = list.flatMap((comparison): Cell[] => {
    const { cohort, period, g, isReference } = comparison;
    const result = resultOf.get(comparison);
    if (!isReference && result === undefined) return [];
    const size = result?.rows[0] ?? units.sizes[g]!;
    return [{ cohort, period, units: size, weight: weightOf?.(cohort, period) ?? size, isReference }];
  });
  const effects = found.map((j) => results[j]!.effect);
  const influences = (more: number): Float64Array => {
    const all = new Float64Array(n * (found.length + more));
    found.forEach((j, to) => {
      all.set(influence.subarray(j * n, (j + 1) * n), to * n);
    });
    return all;
  };
  // averaged by a column, cells have weights that are given
  if (weightOf !== null) {
    return { cells, estimates: byInfluence(engine, Float64Array.from(effects), influences(0)), shares: null };
  }
  const cohorts = [...new Set(found.map((j) => asked[j]!.g))];
  const shares = sharesOf(sample, units, clusters, cohorts, unbalanced === "rows");
  const all = influences(cohorts.length);
  all.set(shares.influence, found.length * n);
  return {
    cells,
    estimates: byInfluence(engine, Float64Array.from([...effects, ...shares.values]), all),
    shares: new Map(cohorts.map((g, s) => [units.cohorts[g]!, shares.values[s]!])),
  };
}

/** Shares of cohorts (positions) among the units, by weight: that of a unit's first row, or the mean of its rows. */
function sharesOf(
  { weights, starts }: DidSample,
  { order, sizes }: CsUnits,
  { ofUnit, nLevels: n }: UnitClusters,
  cohorts: readonly number[],
  byMean: boolean,
) {
  const influence = new Float64Array(n * cohorts.length);
  const values = new Float64Array(cohorts.length);
  const [own, codes] = [new Float64Array(order.length), new Uint32Array(order.length)];
  order.forEach((u, place) => {
    const rows = weights?.subarray(starts[u]!, byMean ? starts[u + 1]! : starts[u]! + 1);
    own[place] = rows === undefined ? 1 : rows.reduce((sum, weight) => sum + weight, 0) / rows.length;
    codes[place] = ofUnit[u]!;
  });
  cohorts.forEach((g, s) => {
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
function sizesOf(
  { starts }: DidSample,
  { order }: CsUnits,
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

function notesOf(
  { unbalanced }: DidPlan,
  { cohorts, sizes, always, incomplete, short, periods }: CsUnits,
  { lastCohort, withoutBase, list }: Comparisons,
  k: number,
  asked: readonly Comparison[],
  results: readonly AttResult[],
): Note[] {
  const empty = asked.filter((_, j) => results[j]!.fault === "empty");
  const trimmed = results.filter((result) => result.trimmed > 0);
  const small = [...new Set(list.map(({ g }) => g))].filter((g) => sizes[g]! < k + FEW);
  const [first] = empty;
  const end = periods.find((period) => lastCohort !== null && list.every((each) => each.period < period));
  return [
    always > 0 && note(CS_NOTES, "cs_always", { count: always }),
    incomplete > 0 && note(CS_NOTES, "cs_incomplete", { count: incomplete }),
    unbalanced === "pairs" && short > 0 && note(CS_NOTES, "cs_pairs", { count: short }),
    lastCohort !== null && note(CS_NOTES, "cs_last_cohort", { cohort: lastCohort, period: end ?? lastCohort }),
    withoutBase.length > 0 && note(CS_NOTES, "cs_without_base", { cohorts: withoutBase }),
    first !== undefined &&
      note(CS_NOTES, "cs_empty", { count: empty.length, cohort: first.cohort, period: first.period }),
    trimmed.length > 0 &&
      note(CS_NOTES, "cs_trimmed", {
        count: trimmed.reduce((sum, result) => sum + result.trimmed, 0),
        ...{ cells: trimmed.length, trim: TRIM },
      }),
    small.length > 0 && note(CS_NOTES, "cs_small", { cohorts: small.map((g) => cohorts[g]!), fewest: k + FEW }),
  ].filter((one) => one !== false);
}
