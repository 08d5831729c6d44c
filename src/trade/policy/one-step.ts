/**
 * The policy's effect from the rows: quality regressed on the policy and its controls (two steps), and
 * ln q + sigma ln p over sigma - 1 on them with the effects of the demand equation besides (one step). Quality is the
 * second outcome with those effects taken out; taking them out of the policy too is what the one step adds.
 * Source: Frisch & Waugh (1933), Econometrica 1(4), doi:10.2307/1907330; Lovell (1963), JASA 58(304),
 * doi:10.1080/01621459.1963.10480682.
 */
import type { Column } from "../../base/columns.js";
import { DataError } from "../../base/errors.js";
import { joinTables } from "../../data/table/join.js";
import { makeTable, type Table, withColumns } from "../../data/table/table.js";
import type { Engine } from "../../engine/kernels/engine.js";
import { log } from "../../engine/kernels/math.js";
import type { FixedEffect } from "../../formula/spec.js";
import { requiredColumns } from "../../regression/frame/term-sample.js";
import type { FitRecord } from "../../regression/record/fit-record.js";
import { feols } from "../../verbs/feols/feols.js";
import type { QualityResult } from "../quality/estimate-quality.js";
import { SIGMA_COLUMN } from "../quality/options.js";
import { type PolicyPlan, RAW_OUTCOME } from "./options.js";
import { withOutcome } from "./panel.js";

/** The outcome of the one step: ln q + sigma ln p over sigma - 1. */
export const DEMAND_OUTCOME = "demand";

/** Regressions over the rows; weights are values. Errors are clustered as the panel's. */
export interface OneStep {
  readonly two_step: FitRecord;
  readonly two_step_weighted: FitRecord;
  readonly one_step: FitRecord;
  readonly one_step_weighted: FitRecord;
}

/** The four regressions. Throws as `joinTables` and `feols`. */
export function oneStep(
  engine: Engine,
  cities: Table,
  result: QualityResult,
  cluster: string,
  plan: PolicyPlan,
): OneStep {
  const { spec, panel, quality, level } = plan;
  const effects = finest([...quality.effects.map(({ columns }) => ({ columns })), ...renamed(plan)]);
  const table = rowsWithPolicy(engine, cities, result, effects, cluster, plan);
  const own = union(renamed(plan));
  const regress = (outcome: string, fixedEffects: readonly FixedEffect[], weights?: string): FitRecord =>
    feols(engine, table, withOutcome(spec, outcome, fixedEffects), {
      vcov: { cluster: [cluster === panel.unit ? plan.rows.unit : cluster] },
      level,
      ...(weights === undefined ? {} : { weights }),
    });
  return {
    two_step: regress(RAW_OUTCOME, own),
    two_step_weighted: regress(RAW_OUTCOME, own, quality.value),
    one_step: regress(DEMAND_OUTCOME, effects),
    one_step_weighted: regress(DEMAND_OUTCOME, effects, quality.value),
  };
}

/** Effects of the formula by the rows' names of unit and period. */
function renamed({ spec, rows, panel }: PolicyPlan): FixedEffect[] {
  const name = (column: string): string =>
    column === panel.unit ? rows.unit : column === panel.time ? rows.time : column;
  return spec.fixedEffects.map(({ columns }) => ({ columns: columns.map(name) }));
}

/** Without effects that others hold, as dest^year holds year: they would be counted as parameters again. */
const finest = (effects: readonly FixedEffect[]): FixedEffect[] =>
  union(effects).filter(
    (effect, _, all) =>
      !all.some((other) => other !== effect && effect.columns.every((column) => other.columns.includes(column))),
  );

/** Each effect once. */
function union(effects: readonly FixedEffect[]): FixedEffect[] {
  const key = ({ columns }: FixedEffect): string => [...columns].sort().join("\n");
  return effects.filter((effect, e) => effects.findIndex((other) => key(other) === key(effect)) === e);
}

/** Rows with both outcomes, effects, value and cluster, and the formula's columns from the panel. */
function rowsWithPolicy(
  engine: Engine,
  cities: Table,
  result: QualityResult,
  effects: readonly FixedEffect[],
  cluster: string,
  plan: PolicyPlan,
): Table {
  const { spec, rows: own, panel, quality } = plan;
  const all = result.rows();
  const wanted = requiredColumns({ ...spec, lhs: { kind: "number", value: 0 } });
  const take = wanted.filter((name) => name !== panel.unit && name !== panel.time);
  const needed = [own.unit, own.time, quality.value, ...effects.flatMap(({ columns }) => columns)];
  const clusterColumn = cluster === panel.unit ? own.unit : cluster;
  if (all.has(clusterColumn) && !take.includes(clusterColumn)) needed.push(clusterColumn);
  const kept = [...new Set(needed)].filter((name) => all.has(name) && !take.includes(name));
  const base = makeTable(
    kept.map((name) => all.column(name)),
    all.source,
  );
  const numeric = (name: string, values: Float64Array): Column => ({ kind: "numeric", name, values });
  const [logQ, logP] = [log(engine, all.numeric(quality.quantity)), log(engine, all.numeric("unit_value"))];
  const sigma = all.has(SIGMA_COLUMN) ? all.numeric(SIGMA_COLUMN) : null;
  const one = quality.sigma.source === "fixed" ? quality.sigma.value : pooledSigma(result);
  const demand = logQ.map((q, i) => {
    const s = sigma === null ? one : sigma[i]!;
    return (q + s * logP[i]!) / (s - 1);
  });
  const outcomes = [numeric(RAW_OUTCOME, result.quality), numeric(DEMAND_OUTCOME, demand)];
  const joined = joinTables(withColumns(base, outcomes), cities, {
    on: [
      { left: own.unit, right: panel.unit },
      { left: own.time, right: panel.time },
    ],
    how: "inner",
    take,
  }).table;
  return withPanelNames(joined, plan);
}

/** Unit and period under the panel's names too, where regressors use those. Throws DataError `panel_name_taken`. */
function withPanelNames(table: Table, { spec, rows, panel }: PolicyPlan): Table {
  const used = requiredColumns({ ...spec, lhs: { kind: "number", value: 0 }, fixedEffects: [] });
  const names = [
    { what: "unit", own: rows.unit, theirs: panel.unit },
    { what: "period", own: rows.time, theirs: panel.time },
  ].filter(({ own, theirs }) => own !== theirs && used.includes(theirs));
  const taken = names.find(({ theirs }) => table.has(theirs));
  if (taken !== undefined) {
    throw new DataError(
      "panel_name_taken",
      `'${taken.theirs}' is the ${taken.what} of the panel and another column of the rows, and a regressor uses it: rename the ${taken.what} of the panel, such as to '${taken.own}'.`,
      { got: taken.theirs, expected: "a name the rows do not use", column: taken.theirs },
    );
  }
  return withColumns(
    table,
    names.map(({ own, theirs }) => ({ ...table.column(own), name: theirs })),
  );
}

/** The one sigma used of a pooled estimate. */
function pooledSigma({ sigmas }: QualityResult): number {
  return sigmas!.numeric("sigma_used")[0]!;
}
