/**
 * The panel of units and periods with their mean quality beside it, and the second-step regression on it:
 * once for the record, and again for other outcomes and weights.
 */
import { type Column, MISSING_CODE } from "../../base/columns.js";
import { type JoinRecord, joinTables } from "../../data/table/join.js";
import { makeTable, selectRows, type Table, withColumns } from "../../data/table/table.js";
import type { Engine, Scope } from "../../engine/kernels/engine.js";
import { makeSpec } from "../../formula/parser.js";
import type { ModelSpec } from "../../formula/spec.js";
import type { FitRecord } from "../../regression/record/fit-record.js";
import { feols } from "../../verbs/feols/feols.js";
import { termPosition } from "../../verbs/resampling/model.js";
import { outcomeRefits } from "../../verbs/resampling/outcome-refits.js";
import type { DrawnBase } from "./drawn-base.js";
import { OUTCOME, type PolicyPlan, RAW_OUTCOME } from "./options.js";

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
export function withOutcome(spec: ModelSpec, outcome: string, fixedEffects = spec.fixedEffects): ModelSpec {
  const { call: _, ...parts } = spec;
  return makeSpec({ ...parts, lhs: { kind: "name", name: outcome }, fixedEffects });
}

/** Second-step coefficients of means by cell, rows of the panel as often as their cluster is drawn. */
export interface PanelRefits {
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
