/**
 * Imputation: outcomes without treatment of treated rows are imputed from rows not yet treated; effects are averages of what is left.
 * Leads are a regression of rows not yet treated.
 * Source: Borusyak, Jaravel & Spiess (2024), Review of Economic Studies 91(6), doi:10.1093/restud/rdae007, section 4.3.
 */
import { columnFlag } from "../../../../base/column-names.js";
import { UsageError } from "../../../../base/errors.js";
import { type Note, note } from "../../../../base/messages.js";
import type { Engine } from "../../../../engine/kernels/engine.js";
import type { DidPlan } from "../../design/plan.js";
import type { DidSample } from "../../design/sample.js";
import {
  AGGREGATIONS,
  type Aggregated,
  type Aggregation,
  aggregate,
  type Cell,
  effectsOf,
  isPost,
} from "../../shared/aggregation.js";
import type { Estimates } from "../../shared/estimates.js";
import type { DidEstimator, DidFit } from "../../shared/estimator.js";
import { unitClusters } from "../../shared/unit-clusters.js";
import { type AveragedCells, averagesOf, joined, notListed, tooManyCells } from "./averages.js";
import { bjsShares } from "./bjs-errors.js";
import { bjsLeads, type Leads, NO_LEADS } from "./bjs-leads.js";
import { impute } from "./imputation.js";
import { IMPUTATION_NOTES } from "./messages.js";

export const bjs: DidEstimator = {
  name: "bjs",
  paths: ["never", "always", "absorbing"],
  takesUnseen: () => true,
  fit: (engine: Engine, sample: DidSample, plan: DidPlan): DidFit => {
    const { anticipation } = plan;
    refuseWeighing(plan);
    const roleOf = (cohort: number, period: number) => (period >= cohort - anticipation ? "effect" : "control");
    const { also, ...found } = impute(engine, sample, anticipation, roleOf, (_, used, compared) => {
      const clusters = unitClusters("bjs", used.sample, plan);
      const leads = plan.aggregate === "dynamic" ? bjsLeads(engine, used, compared, clusters, plan) : NO_LEADS;
      return { clusters, leads };
    });
    const { clusters, leads } = also;
    const averages = (cells: AveragedCells) =>
      averagesOf(engine, found, clusters, cells, bjsShares(found, clusters, plan));
    const isLarge = tooManyCells(found.cells.length, clusters);
    const cells = isLarge
      ? null
      : { cells: found.cells, estimates: averages(found.cells.map((_, c) => [c])), shares: null };
    const aggregated = (by: Aggregation): Aggregated =>
      // of effects measured from the averages of their cells, the influence of an average is that of its cells
      cells !== null && plan.errorGroups === "cell"
        ? aggregate(engine, cells, by, plan.balanced)
        : byGroups(engine, found.cells, averages, by, plan);
    return {
      cells,
      aggregations: AGGREGATIONS,
      ...(plan.errorGroups === "cell" ? {} : { averageCells: (positions) => averages([positions]) }),
      aggregate: (by) => (by === "dynamic" ? withLeads(engine, leads, aggregated(by)) : aggregated(by)),
      df: Number.POSITIVE_INFINITY,
      measuresFromOthers: (of) => plan.errorGroups !== "cell" && of !== OWN_GROUP[plan.errorGroups],
      ...{ nobs: found.sample.rows.length, units: found.sample.units.length, clusters: clusters.nLevels },
      notes: [
        ...found.notes,
        ...(isLarge ? [notListed(found.cells.length, clusters)] : []),
        ...singleUnits(found.cells, plan),
        ...leads.notes,
      ],
    };
  },
};

/** The averages that are of one group of rows each, from whose average their effects are measured. */
const OWN_GROUP = { cohort: "group", event: "dynamic", all: "simple" } as const;

/** Throws UsageError `did_weigh_by` where groups of treated rows are not of cells alone. */
function refuseWeighing({ weighBy, errorGroups }: DidPlan): void {
  if (weighBy === undefined || errorGroups === "cell") return;
  throw new UsageError(
    "did_weigh_by",
    `${columnFlag("weigh-by", weighBy)} averages the cells of bjs, whose errors are then by cell: leave ${columnFlag("error-groups", errorGroups)} out.`,
    { got: errorGroups, expected: "cell" },
  );
}

function singleUnits(cells: readonly Cell[], { errorGroups }: DidPlan): Note[] {
  const single = cells.filter(({ units }) => units === 1).length;
  if (single === 0 || errorGroups !== "cell") return [];
  return [note(IMPUTATION_NOTES, "cells_of_one_unit", { cells: single, of: cells.length })];
}

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
