/**
 * Two-stage differences in differences: effects of units, periods and covariates from rows not yet treated; what they leave of all rows,
 * regressed on dummies of the averages asked for. Each aggregation is its own second stage, and errors are those of both
 * stages as one system of moments, without a small-sample factor.
 * Sources: Gardner (2022), Two-stage differences in differences, arXiv:2207.05943; Butts & Gardner (2022), The R Journal 14(3),
 * doi:10.32614/RJ-2022-048.
 */
import { columnFlag } from "../../../../base/column-names.js";
import { NotSupported } from "../../../../base/errors.js";
import type { Engine } from "../../../../engine/kernels/engine.js";
import type { DidPlan } from "../../design/plan.js";
import type { DidSample } from "../../design/sample.js";
import {
  AGGREGATIONS,
  type Aggregated,
  type Aggregation,
  type Cell,
  effectsOf,
  isPost,
} from "../../shared/aggregation.js";
import type { DidEstimator, DidFit } from "../../shared/estimator.js";
import { unitClusters } from "../../shared/unit-clusters.js";
import { type AveragedCells, averagesOf, joined, notListed, type SharesOf, tooManyCells } from "./averages.js";
import { type Imputation, impute, NO_CELL } from "./imputation.js";

export const did2s: DidEstimator = {
  name: "did2s",
  paths: ["never", "always", "absorbing"],
  takesUnseen: () => true,
  fit: (engine: Engine, sample: DidSample, plan: DidPlan): DidFit => {
    const { anticipation } = plan;
    if (plan.weighBy !== undefined) throw cannotWeigh(plan.weighBy);
    const reference = -1 - anticipation;
    const roleOf = (cohort: number, period: number) => (period - cohort === reference ? "control" : "effect");
    const { also: clusters, ...found } = impute(engine, sample, anticipation, roleOf, (_, used) =>
      unitClusters("did2s", used.sample, plan),
    );
    const shares = sharesOf(found);
    const averages = (cells: AveragedCells) => averagesOf(engine, found, clusters, cells, shares);
    const isLarge = tooManyCells(found.cells.length, clusters);
    const treated = found.cells.flatMap(({ cohort, period }, c) => (period - cohort > reference ? [c] : []));
    return {
      cells: isLarge
        ? null
        : { cells: treated.map((c) => found.cells[c]!), estimates: averages(treated.map((c) => [c])), shares: null },
      aggregations: AGGREGATIONS,
      averageCells: (positions) => averages([positions.map((at) => treated[at]!)]),
      aggregate: (by) => aggregated(engine, found, averages, by, plan),
      df: Number.POSITIVE_INFINITY,
      fittedLeads: "residuals",
      ...{ nobs: found.sample.rows.length, units: found.sample.units.length, clusters: clusters.nLevels },
      notes: isLarge ? [...found.notes, notListed(found.cells.length, clusters)] : found.notes,
    };
  },
};

function aggregated(
  engine: Engine,
  { cells, sample }: Imputation,
  averages: (cells: AveragedCells) => Aggregated["estimates"],
  by: Aggregation,
  { balanced, anticipation }: DidPlan,
): Aggregated {
  const reference = referenceCells(sample, -1 - anticipation);
  const groups = effectsOf([...cells, ...reference], by, balanced);
  const estimated = groups.filter(({ effect }) => !effect.isReference);
  const own = averages(estimated.map((group) => group.own.map(({ at }) => at)));
  const effects = groups.map(({ effect }) => effect);
  if (by === "simple") return { effects, estimates: own, hasOverall: false };
  const all = averages([groups.flatMap((group) => group.own.flatMap(({ cell, at }) => (isPost(cell) ? [at] : [])))]);
  return { effects, estimates: joined(engine, [own, all]), hasOverall: true };
}

/** Cells that the dummies of the second stage leave out. */
function referenceCells({ design, periods }: DidSample, event: number): Cell[] {
  const { cohorts, observed } = design;
  return cohorts.flatMap(({ cohort }, g) => {
    const t = periods.indexOf(cohort + event);
    const units = t < 0 ? 0 : observed[g * periods.length + t]!;
    return units === 0 ? [] : [{ cohort, period: cohort + event, units, weight: units, isReference: true }];
  });
}

/** What each row adds to the influence of its unit: its weighted residual of the second stage, over the weight of all. */
const sharesOf =
  ({ rows, outcomes }: Imputation): SharesOf =>
  ({ ofRow, values, totals }) => {
    const out = new Float64Array(ofRow.length);
    for (let i = 0; i < out.length; i++) {
      const a = ofRow[i]!;
      if (a !== NO_CELL) out[i] = ((rows.weights?.[i] ?? 1) * (outcomes[i]! - values[a]!)) / totals[a]!;
    }
    return out;
  };

const cannotWeigh = (column: string): NotSupported =>
  new NotSupported(
    "did_weigh_by",
    `The averages of did2s are coefficients of its second stage, to which ${columnFlag("weigh-by", column)} means nothing: weigh rows by --weights, or average the cells of bjs, whose effects are the same.`,
    { got: column, expected: undefined },
  );
