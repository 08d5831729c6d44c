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
import type { DidPlan } from "../../design/plan.js";
import type { DidSample } from "../../design/sample.js";
import { AGGREGATIONS, aggregate } from "../../shared/aggregation.js";
import type { DidEstimator, DidFit } from "../../shared/estimator.js";
import { unitClusters } from "../../shared/unit-clusters.js";
import { cellEstimates, type FoundCell, sharesOf, sizesOf } from "./cell-estimates.js";
import { type Comparison, type Comparisons, comparisonsOf } from "./comparisons.js";
import { CS_NOTES } from "./messages.js";
import { refuseFault } from "./refusals.js";
import { type CsRows, type CsUnits, csUnits, panelRows, sectionRows } from "./rows.js";

/** Propensities from which on a row compared with has no weight, and a comparison is refused: as DRDID and did. */
export const TRIM = 0.995;
export const LIMIT = 0.999;
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
    if (asked.length === 0) throw nothingToCompare("cs", sample, units, comparisons);
    return engine.scope((scope) => {
      const layRows = plan.unbalanced === "rows" ? sectionRows : panelRows;
      const rows = layRows(scope, sample, units, clusters.ofUnit);
      const k = 1 + sample.x.names.length;
      const influence = scope.f64(clusters.nLevels * asked.length);
      const method = k === 1 ? "reg" : plan.method;
      const layout = { method, k, ...rows, nClusters: clusters.nLevels, trim: TRIM, limit: LIMIT };
      const results = attCells(engine, scope, layout, asked.map(rows.cell), influence);
      asked.forEach((comparison, j) => {
        requireFit("cs", sample, rows, comparison, results[j]!);
      });
      const n = clusters.nLevels;
      const found = asked.flatMap((comparison, j): FoundCell[] => {
        const { fault, effect, rows: counts } = results[j]!;
        const own = { comparison, effect, units: counts[0]! };
        return fault === null ? [{ ...own, influence: influence.view().subarray(j * n, (j + 1) * n) }] : [];
      });
      const cells = cellEstimates(engine, sample, comparisons.list, found, {
        n,
        sizeOf: (g) => units.sizes[g]!,
        sharesOf: (cohorts) => sharesOf(sample, units, clusters, cohorts, plan.unbalanced === "rows"),
      });
      return {
        cells,
        aggregations: AGGREGATIONS,
        aggregate: (by) => aggregate(engine, cells, by, plan.balanced),
        df: Number.POSITIVE_INFINITY,
        ...sizesOf(sample, units, clusters),
        notes: notesOf(plan, units, comparisons, k, {
          empty: asked.filter((_, j) => results[j]!.fault === "empty"),
          trimmed: results.map((result) => result.trimmed).filter((rows) => rows > 0),
        }),
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

export function nothingToCompare(
  name: string,
  { design }: DidSample,
  { incomplete, sizes }: CsUnits,
  { withoutBase, lastCohort }: Comparisons,
): DataError {
  const isNoneLeft = sizes.every((size, g) => size === 0 || g === sizes.length - 1);
  const why =
    isNoneLeft && incomplete > 0
      ? "all units that start treatment lack a period and are left out (--unbalanced balanced)"
      : withoutBase.length > 0
        ? "no cohort has a period before its treatment and the anticipation"
        : `all that are ever treated begin together (${lastCohort}), and no unit is never treated`;
  const { always } = design.units;
  const others = always > 0 ? `; ${always} units are treated from their first row on` : "";
  return new DataError(
    "did_nothing_compared",
    `${name}: there is nothing to compare: ${why}${others}. Add periods before treatment, or units without it.`,
    { got: 0, expected: "a period before treatment, and units not treated" },
  );
}

/** Throws as `refuseFault` for a comparison that cannot be made. */
export function requireFit(
  name: string,
  { panel, units, x }: DidSample,
  rows: Pick<CsRows, "unitOf">,
  comparison: Comparison,
  result: AttResult,
): void {
  if (result.fault === null || result.fault === "empty") return;
  refuseFault(comparison, result.fault, result, {
    name,
    unit: panel.unit.name,
    units: result.named.map((row) => panel.unit.label(units[rows.unitOf(row)]!)),
    ...{ covariates: x.names, limit: LIMIT },
  });
}

/** What is said of units, of comparisons that are `empty`, and of rows trimmed, by comparison, where there are any. */
export function notesOf(
  { unbalanced }: Pick<DidPlan, "unbalanced">,
  { cohorts, sizes, incomplete, short, periods }: CsUnits,
  { lastCohort, withoutBase, list }: Comparisons,
  k: number,
  { empty, trimmed }: { readonly empty: readonly Comparison[]; readonly trimmed: readonly number[] },
): Note[] {
  const small = [...new Set(list.map(({ g }) => g))].filter((g) => sizes[g]! < k + FEW);
  const [first] = empty;
  const end = periods.find((period) => lastCohort !== null && list.every((each) => each.period < period));
  return [
    incomplete > 0 && note(CS_NOTES, "cs_incomplete", { count: incomplete }),
    unbalanced === "pairs" && short > 0 && note(CS_NOTES, "cs_pairs", { count: short }),
    lastCohort !== null && note(CS_NOTES, "cs_last_cohort", { cohort: lastCohort, period: end ?? lastCohort }),
    withoutBase.length > 0 && note(CS_NOTES, "cs_without_base", { cohorts: withoutBase }),
    first !== undefined &&
      note(CS_NOTES, "cs_empty", { count: empty.length, cohort: first.cohort, period: first.period }),
    trimmed.length > 0 &&
      note(CS_NOTES, "cs_trimmed", {
        count: trimmed.reduce((sum, rows) => sum + rows, 0),
        ...{ cells: trimmed.length, trim: TRIM },
      }),
    small.length > 0 && note(CS_NOTES, "cs_small", { cohorts: small.map((g) => cohorts[g]!), fewest: k + FEW }),
  ].filter((one) => one !== false);
}
