/**
 * A dynamic panel formula and a panel to numbers on a grid of units and periods: lags made, factors and
 * periods as dummies, blocks of instruments by position. Estimates nothing.
 */

import { DataError } from "../../base/errors.js";
import type { Note } from "../../base/messages.js";
import type { Panel } from "../../data/panel/panel.js";
import type { Engine } from "../../engine/kernels/engine.js";
import { type InstrumentGroup, printInstrumentGroup } from "../../formula/panel-gmm-spec.js";
import { printExpression } from "../../formula/print.js";
import type { InstrumentBlock, PanelGmmSpec, PanelGrid, Regressor } from "./estimator/spec.js";
import { GridBuilder, INTERCEPT, type NamedColumn } from "./panel-grid.js";
import type { PgmmPlan } from "./plan.js";

/** Names of the groups of instruments that no `gmm()` or `iv()` asks for. */
export const TIME_GROUP = "time dummies";
export const CONSTANT_GROUP = "constant";

/** Numbers and positions that an estimator takes, and what a record says of them. */
export interface PgmmLayout {
  readonly grid: PanelGrid;
  readonly spec: PanelGmmSpec;
  /** Names of the regressors, in the order of `spec.regressors`. */
  readonly names: readonly string[];
  /** Regressor names that are time dummies. */
  readonly timeDummies: readonly string[];
  /** u8[nUnits * nPeriods]: 1 where the equation in levels has outcome and regressors. */
  readonly usable: Uint8Array;
  /** u32[nRows]: where each row of the table stands in the grid. */
  readonly cells: Uint32Array;
  /** The formula's own regressors, without constant and dummies of periods: names, and positions in the grid's columns. */
  readonly terms: readonly NamedColumn[];
  /** Rows of the table lost before the equation in levels, by reason. */
  readonly dropped: { readonly subset: number; readonly missing: number; readonly lags: number };
  readonly notes: readonly Note[];
}

/**
 * The layout of `plan` on `panel`.
 *
 * @throws DataError `panel_step` (periods are not one apart), `no_rows_after_subset`, `no_rows_left` (no unit and period
 *   with outcome and regressors); and as expressions do.
 */
export function pgmmLayout(engine: Engine, panel: Panel, plan: PgmmPlan): PgmmLayout {
  const { formula } = plan;
  const builder = new GridBuilder(engine, panel);
  const outcome = builder.expression(formula.lhs, 0);
  const terms = formula.terms.flatMap((term) => builder.variable(term));
  const regressorColumns = terms.map(({ column }) => column);
  const { present, notChosen } = builder.chosen(plan.subset);
  const usable = builder.complete([outcome, ...regressorColumns], present);
  const current = formula.terms.filter((term) => term.kind === "factor" || term.lag === 0);
  const complete = builder.complete(
    [outcome, ...current.flatMap((term) => builder.variable(term)).map(({ column }) => column)],
    present,
  );
  const nRows = panel.table.nRows - notChosen;
  const [nComplete, nUsable] = [countSet(complete), countSet(usable)];
  if (nUsable === 0) throw nothingLeft(panel, plan, nRows, nComplete);

  const time = plan.timeDummies ? timeDummies(builder, plan, usable) : { regressors: [], blocks: [], names: [] };
  const constant = plan.model === "system" && formula.intercept ? builder.constant() : undefined;
  // the constant stands first, as its instrument does: of a constant and dummies that sum to it, a dummy is left out
  const regressors: Regressor[] = [
    ...(constant === undefined ? [] : [{ column: constant }]),
    ...terms.map(({ column }) => ({ column })),
    ...time.regressors,
  ];
  const blocks: InstrumentBlock[] = [
    ...(constant === undefined
      ? []
      : [{ kind: "iv" as const, column: constant, equation: "level" as const, group: CONSTANT_GROUP }]),
    ...formula.instruments.flatMap((group) => blocksOf(builder, group, plan)),
    ...time.blocks,
  ];
  return {
    grid: builder.grid(present),
    spec: {
      model: plan.model,
      transform: plan.transform,
      steps: plan.steps,
      h: plan.h,
      outcome,
      regressors,
      blocks,
      singular: plan.singular,
      arOrders: plan.arTests,
    },
    names: [...(constant === undefined ? [] : [INTERCEPT]), ...terms.map(({ name }) => name), ...time.names],
    timeDummies: time.names,
    usable,
    cells: builder.cells,
    terms,
    dropped: { subset: notChosen, missing: nRows - nComplete, lags: nComplete - nUsable },
    notes: builder.notes,
  };
}

/**
 * Dummies of the periods and their instruments: the usable periods of the levels but the first, transformed as regressors are.
 */
function timeDummies(builder: GridBuilder, { model }: PgmmPlan, usable: Uint8Array) {
  const { nPeriods } = builder;
  const has = new Uint8Array(nPeriods);
  for (let cell = 0; cell < usable.length; cell++) if (usable[cell] === 1) has[cell % nPeriods] = 1;
  const [, ...periods] = Array.from(has.keys()).filter((t) => has[t] === 1);
  const dummies = periods.map((t) => builder.period(t));
  const equation = model === "system" ? "level" : "diff";
  return {
    names: dummies.map(({ name }) => name),
    regressors: dummies.map(({ column }): Regressor => ({ column })),
    blocks: dummies.map(({ column }): InstrumentBlock => ({ kind: "iv", column, equation, group: TIME_GROUP })),
  };
}

function blocksOf(builder: GridBuilder, group: InstrumentGroup, plan: PgmmPlan): InstrumentBlock[] {
  const name = printInstrumentGroup(group);
  const equation = plan.model === "difference" ? "diff" : group.equation;
  if (group.kind === "iv") {
    const columns = group.variables.flatMap((variable) => builder.variable(variable));
    return columns.map(({ column }) => ({ kind: "iv", column, equation, group: name }));
  }
  const { from, to } = group;
  const collapse = group.collapse ?? plan.collapse;
  return group.variables.map((variable) => ({
    kind: "gmm",
    column: builder.expression(variable, 0),
    equation,
    from,
    to,
    collapse,
    group: name,
  }));
}

/** How many of `flags` are set. */
export function countSet(flags: Uint8Array): number {
  let sum = 0;
  for (let i = 0; i < flags.length; i++) sum += flags[i]!;
  return sum;
}

function nothingLeft(panel: Panel, { formula, subset }: PgmmPlan, nRows: number, nComplete: number): DataError {
  const longest = Math.max(...formula.terms.map((term) => (term.kind === "expression" ? term.lag : 0)));
  const where = subset === undefined ? "" : ` where '${subset}'`;
  const why =
    nComplete === 0
      ? `${printExpression(formula.lhs)} or a regressor is missing in each of ${nRows} rows${where}`
      : `the formula needs ${longest + 1} consecutive periods of a unit; ${panel.unit.name} has at most ${panel.balance.maxPeriods}, and gaps leave no row with every lag`;
  return new DataError("no_rows_left", `No row is left to estimate '${formula.call}': ${why}. Use fewer lags.`, {
    got: nComplete,
    expected: "rows with outcome, regressors and their lags",
  });
}
