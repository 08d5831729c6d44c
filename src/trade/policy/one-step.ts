/**
 * The policy's effect from the rows: quality regressed on the policy and its controls (two steps), and
 * ln q + sigma ln p over sigma - 1 on them with the effects of the demand equation besides (one step). Quality is the
 * second outcome with those effects taken out; taking them out of the policy too is what the one step adds.
 * Source: Frisch & Waugh (1933), Econometrica 1(4), doi:10.2307/1907330; Lovell (1963), JASA 58(304),
 * doi:10.1080/01621459.1963.10480682.
 */
import { type Column, MISSING_CODE } from "../../base/columns.js";
import { DataError } from "../../base/errors.js";
import { type JoinRecord, joinTables } from "../../data/table/join.js";
import { makeTable, selectRows, type Table, withColumns } from "../../data/table/table.js";
import { centredSumOfSquaresBlock, copyOut } from "../../engine/kernels/blas.js";
import { reorderColumns } from "../../engine/kernels/columns.js";
import type { Engine, Scope } from "../../engine/kernels/engine.js";
import { log } from "../../engine/kernels/math.js";
import { makeSpec } from "../../formula/parser.js";
import type { FixedEffect, ModelSpec } from "../../formula/spec.js";
import { isAbsorbed, makeAbsorber } from "../../regression/absorb/absorber.js";
import { loadModelFrame } from "../../regression/frame/model-frame.js";
import { requiredColumns } from "../../regression/frame/term-sample.js";
import { demeanAndWeight } from "../../regression/least-squares/least-squares-steps.js";
import { ols } from "../../regression/least-squares/ols.js";
import type { FitRecord } from "../../regression/record/fit-record.js";
import type { VcovSpec } from "../../regression/variance/plain.js";
import { feols } from "../../verbs/feols/feols.js";
import { termPosition } from "../../verbs/resampling/model.js";
import type { QualityResult } from "../quality/fit.js";
import { SIGMA_COLUMN } from "../quality/options.js";
import type { DrawnBase } from "./drawn-base.js";
import { OUTCOME, type PolicyPlan, RAW_OUTCOME } from "./plan.js";

// The panel of units and periods with their mean quality beside it, and the second-step regression on it: once for the
// record, and again for other outcomes and weights.

/** Position of the cell of each row of the panel. */
export const CELL = "quality_cell";

/** The panel with quality, the regressions on it, and what did not match. */
export interface PolicyPanel {
  readonly table: Table;
  readonly join: JoinRecord;
  /** Column of the panel errors are clustered by. */
  readonly cluster: string;
  readonly normalised: FitRecord;
  readonly raw: FitRecord;
  /** Cells, a row each: unit, period and quality. */
  readonly cells: Table;
}

/** `means` are those of `estimateQuality` by unit and period. Throws as `joinTables` and `feols`; UsageError `term`. */
export function policyPanel(
  engine: Engine,
  cities: Table,
  means: Table,
  base: DrawnBase,
  plan: PolicyPlan,
): PolicyPanel {
  const { rows, panel, spec } = plan;
  const cells = cellsOf(base, plan);
  const on = [rows.unit, rows.time];
  const measured = joinTables(cells, means, { on, take: [OUTCOME, RAW_OUTCOME] }).table;
  const cluster = base.clusterOfCell === null || plan.cluster === rows.unit ? panel.unit : plan.cluster;
  const added = withColumns(measured, [
    { kind: "numeric", name: CELL, values: Float64Array.from({ length: cells.nRows }, (_, i) => i) },
  ]);
  const lacks = cluster !== panel.unit && !cities.has(cluster);
  const { table, record: join } = joinTables(cities, added, {
    on: [
      { left: panel.unit, right: rows.unit },
      { left: panel.time, right: rows.time },
    ],
    take: [OUTCOME, RAW_OUTCOME, CELL, ...(lacks ? [cluster] : [])],
  });
  const regress = (outcome: string): FitRecord =>
    feols(engine, table, withOutcome(spec, outcome), { vcov: { cluster: [cluster] }, level: plan.level });
  const normalised = regress(OUTCOME);
  termOf(normalised, plan.term);
  return { table, join, cluster, normalised, raw: regress(RAW_OUTCOME), cells: measured };
}

/** The name of the coefficient `term` stands for. Throws UsageError `term`, DataError `term_dropped`. */
export function termOf(fit: FitRecord, term: string): string {
  const names = Object.keys(fit.coefficients);
  return names[termPosition({ names, fit }, term)]!;
}

/** `spec` with another column as outcome, and effects, where given. */
function withOutcome(spec: ModelSpec, outcome: string, fixedEffects = spec.fixedEffects): ModelSpec {
  const { call: _, ...parts } = spec;
  return makeSpec({ ...parts, lhs: { kind: "name", name: outcome }, fixedEffects });
}

/** Second-step coefficients of means by cell, rows of the panel as often as their cluster is drawn. */
interface PanelRefits {
  /** The coefficient for `means` f64[cells]; NaN where it is not identified. */
  coefficient(means: Float64Array, counts: Float64Array): number;
}

/** Prepares them; valid while the scope is open. */
export function panelRefits(
  engine: Engine,
  scope: Scope,
  { table, cluster, normalised }: PolicyPanel,
  { clusterOfCell }: DrawnBase,
  { spec, term }: PolicyPlan,
): PanelRefits {
  const variance = { type: "cluster" as const, by: [[cluster]] };
  const refits = outcomeRefits(engine, scope, table, withOutcome(spec, CELL), variance);
  const at = refits.names.indexOf(termOf(normalised, term));
  const index = table.numeric(CELL);
  const cells = Uint32Array.from(refits.rows, (row) => index[row]!);
  return {
    coefficient: (means, counts) => {
      const outcome = Float64Array.from(cells, (cell) => means[cell]!);
      const times = Float64Array.from(cells, (cell) => (clusterOfCell === null ? 1 : counts[clusterOfCell[cell]!]!));
      return refits.coefficients(outcome, times)?.[at] ?? Number.NaN;
    },
  };
}

/** Unit and period of each cell, and its cluster. */
function cellsOf({ table, sample, cells }: DrawnBase, { rows, cluster }: PolicyPlan): Table {
  const first = new Uint32Array(cells.nLevels);
  for (let i = cells.codes.length - 1; i >= 0; i--) {
    if (cells.codes[i] !== MISSING_CODE) first[cells.codes[i]!] = sample.rows[i]!;
  }
  const names = [...new Set([rows.unit, rows.time, cluster])];
  const columns: Column[] = names.map((name) => table.column(name));
  return selectRows(makeTable(columns, table.source), first);
}

/** The outcome of the one step: ln q + sigma ln p over sigma - 1. */
const DEMAND_OUTCOME = "demand";

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

// One regression again and again for other outcomes and other weights of its rows.

/** What is left of a column counts for nothing below this share of its norm in the whole sample: rounding of demeaning. */
const ROUNDING_SHARE = 1e-9;

/** Fits of one regression; valid while the scope they were prepared in is open. */
export interface OutcomeRefits {
  readonly names: readonly string[];
  /** Rows of the table a fit may use. */
  readonly rows: Uint32Array;
  /**
   * Coefficients, NaN where one is not identified, for `outcome` and `weights` f64[rows]; a row without an outcome (NaN)
   * counts for nothing. Null where no row is left. Throws as the absorber's `demean`.
   */
  coefficients(outcome: Float64Array, weights: Float64Array): Float64Array | null;
}

/** Prepares fits of `spec` on all rows of `table` that have its columns; its own outcome is not used but must be there. */
export function outcomeRefits(
  engine: Engine,
  scope: Scope,
  table: Table,
  spec: ModelSpec,
  variance: VcovSpec,
): OutcomeRefits {
  const { sample, terms, columns } = loadModelFrame(engine, scope, spec, table, variance, { fixefRm: "none" });
  const [n, k] = [sample.rows.length, terms.names.length];
  const norms = terms.names.map((_, j) =>
    scope.scope((inner) => Math.sqrt(centredSumOfSquaresBlock(engine, inner, columns.part(j * n, n), undefined))),
  );
  const absorber = makeAbsorber(engine, scope, sample.effects, new Float64Array(n).fill(1));
  const regressors = copyOut(columns.part(0, k * n));
  return {
    names: terms.names,
    rows: sample.rows,
    coefficients: (outcome, times) => {
      const weights = times.map((w, i) => (Number.isNaN(outcome[i]!) ? 0 : w));
      if (weights.every((w) => w === 0)) return null;
      return engine.scope((inner) => {
        const reweighed = absorber.reweigh(inner, weights);
        const block = inner.f64((k + 1) * n);
        block.view().set(regressors);
        block.view().set(
          outcome.map((y) => (Number.isNaN(y) ? 0 : y)),
          k * n,
        );
        if (absorber.rowOrder !== null) reorderColumns(engine, inner, n, k + 1, absorber.rowOrder, block);
        const solve = demeanAndWeight(engine, inner, reweighed, block, k + 1, weights);
        const absorbed = terms.names.map(
          (_, j) => isAbsorbed(solve, j) || solve.normAfter[j]! <= ROUNDING_SHARE * norms[j]!,
        );
        const estimates = new Float64Array(k).fill(Number.NaN);
        if (absorbed.every(Boolean)) return estimates;
        const shrunk = solve.normBefore.map((norm, j) => norm / solve.normAfter[j]!);
        const { fit, kept } = ols(engine, inner, n, k, block, absorbed, { shrunk });
        kept.forEach((j, i) => {
          estimates[j] = fit.beta[i]!;
        });
        return estimates;
      });
    },
  };
}
