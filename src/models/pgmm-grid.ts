/**
 * Layer models. A dynamic panel formula and a panel to numbers on a grid of units and periods: lags made, factors and
 * periods as dummies, blocks of instruments by position. Estimates nothing.
 */
import { MISSING_CODE, type Note } from "../base/columns.js";
import { DataError } from "../base/errors.js";
import { evaluate } from "../design/expression.js";
import { subsetRows } from "../design/subset.js";
import type { InstrumentBlock, PanelGmmSpec, PanelGrid, Regressor } from "../estimators/gmm/spec.js";
import type { Expression } from "../formula/expression.js";
import {
  type InstrumentGroup,
  type PanelVariable,
  printInstrumentGroup,
  printPanelVariable,
} from "../formula/panel-gmm-spec.js";
import { parseExpression } from "../formula/parser.js";
import { printExpression } from "../formula/print.js";
import type { Engine } from "../kernels/engine.js";
import { elementary } from "../kernels/math.js";
import { categoryOf } from "../panel/codes.js";
import type { Panel } from "../panel/panel.js";
import type { PgmmPlan } from "./pgmm-plan.js";

/** Names of the groups of instruments that no `gmm()` or `iv()` asks for. */
export const TIME_GROUP = "time dummies";
export const CONSTANT_GROUP = "constant";
/** The name of the constant. */
export const INTERCEPT = "(Intercept)";

/** Periods of a grid at most, for each that is observed: beyond, the time column is no count of periods. */
const MOST_PERIODS_PER_OBSERVED = 10;

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

/** A column of the grid by its position. */
export interface NamedColumn {
  readonly name: string;
  readonly column: number;
}

/** Columns of a grid, each made once. */
class GridBuilder {
  readonly notes: Note[] = [];
  readonly first: number;
  readonly nPeriods: number;
  readonly columns: Float64Array[] = [];
  readonly names: string[] = [];
  private readonly positions = new Map<string, number>();
  /** Where each row of the table stands in the grid. */
  readonly cells: Uint32Array;

  constructor(
    private readonly engine: Engine,
    private readonly panel: Panel,
  ) {
    const { timeValues, unit, time } = panel;
    const periods = Float64Array.from({ length: time.nLevels }, (_, t) => Number(time.label(t)));
    requireUnitSteps(periods, time.name);
    this.first = periods[0]!;
    this.nPeriods = periods[periods.length - 1]! - this.first + 1;
    this.cells = new Uint32Array(timeValues.length);
    for (let row = 0; row < timeValues.length; row++) {
      this.cells[row] = unit.codes[row]! * this.nPeriods + timeValues[row]! - this.first;
    }
  }

  get size(): number {
    return this.panel.nUnits * this.nPeriods;
  }

  /** Position of `expression` some periods earlier. */
  expression(expression: Expression, lag: number): number {
    const name = printPanelVariable({ kind: "expression", expression, lag });
    return this.once(name, () => {
      if (lag > 0) return this.lagged(this.columns[this.expression(expression, 0)]!, lag);
      const { values, notes } = evaluate(expression, this.panel.table, elementary(this.engine));
      this.notes.push(...notes);
      return this.placed(name, values);
    });
  }

  /** A variable as columns: one, or one a level of a factor but the first. */
  variable(variable: PanelVariable): NamedColumn[] {
    if (variable.kind === "expression") {
      return [{ name: printPanelVariable(variable), column: this.expression(variable.expression, variable.lag) }];
    }
    const { codes, nLevels, label } = categoryOf(this.panel.table.column(variable.column));
    const prefix = printPanelVariable(variable);
    return Array.from({ length: Math.max(0, nLevels - 1) }, (_, i) => {
      const name = `${prefix}${label(i + 1)}`;
      const column = this.once(name, () =>
        this.placed(
          name,
          Float64Array.from(codes, (code) => (code === MISSING_CODE ? Number.NaN : code === i + 1 ? 1 : 0)),
        ),
      );
      return { name, column };
    });
  }

  constant(): number {
    return this.once(INTERCEPT, () => new Float64Array(this.size).fill(1));
  }

  /** The dummy of the period at `t` in the grid. */
  period(t: number): NamedColumn {
    const name = this.periodLabel(t);
    const column = this.once(
      `period ${name}`,
      () => {
        const values = new Float64Array(this.size);
        for (let at = t; at < values.length; at += this.nPeriods) values[at] = 1;
        return values;
      },
      name,
    );
    return { name, column };
  }

  periodLabel(t: number): string {
    return String(this.first + t);
  }

  /** Cells that a condition selects, null for all; and rows it leaves out. */
  chosen(subset: string | null): { present: Uint8Array | null; notChosen: number } {
    if (subset === null) return { present: null, notChosen: 0 };
    const { rows, notes } = subsetRows(parseExpression(subset), this.panel.table, elementary(this.engine));
    this.notes.push(...notes);
    if (rows.length === 0) {
      throw new DataError("no_rows_after_subset", `No row satisfies '${subset}'.`, {
        got: 0,
        expected: "at least one row",
      });
    }
    const present = new Uint8Array(this.size);
    for (const row of rows) present[this.cells[row]!] = 1;
    return { present, notChosen: this.panel.table.nRows - rows.length };
  }

  /** u8 a cell: chosen, and none of the columns missing. */
  complete(columns: readonly number[], present: Uint8Array | null): Uint8Array {
    const complete = present === null ? new Uint8Array(this.size).fill(1) : present.slice();
    for (const column of new Set(columns)) {
      const values = this.columns[column]!;
      for (let cell = 0; cell < values.length; cell++) if (Number.isNaN(values[cell]!)) complete[cell] = 0;
    }
    return complete;
  }

  grid(present: Uint8Array | null): PanelGrid {
    const { nPeriods, columns, names } = this;
    const periods = Array.from({ length: nPeriods }, (_, t) => this.periodLabel(t));
    return { nUnits: this.panel.nUnits, nPeriods, periods, columns, names, present };
  }

  private once(key: string, make: () => Float64Array, name = key): number {
    const known = this.positions.get(key);
    if (known !== undefined) return known;
    const values = make();
    this.columns.push(values);
    this.names.push(name);
    this.positions.set(key, this.columns.length - 1);
    return this.columns.length - 1;
  }

  /** One value a row of the table to the grid; what is not finite is missing, and counted. */
  private placed(name: string, values: Float64Array): Float64Array {
    const column = new Float64Array(this.size).fill(Number.NaN);
    let infinite = 0;
    for (let row = 0; row < values.length; row++) {
      const value = values[row]!;
      if (Number.isFinite(value)) column[this.cells[row]!] = value;
      else if (!Number.isNaN(value)) infinite++;
    }
    if (infinite > 0) {
      this.notes.push({
        code: "not_finite",
        message: `${name} is infinite in ${infinite} rows; they count as missing.`,
        detail: { term: name, rows: infinite },
      });
    }
    return column;
  }

  private lagged(values: Float64Array, lag: number): Float64Array {
    const { nPeriods } = this;
    const column = new Float64Array(values.length).fill(Number.NaN);
    for (let start = 0; start < values.length; start += nPeriods) {
      for (let t = lag; t < nPeriods; t++) column[start + t] = values[start + t - lag]!;
    }
    return column;
  }
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

function requireUnitSteps(periods: Float64Array, name: string): void {
  let step = 0;
  for (let t = 1; t < periods.length; t++) step = commonDivisor(step, periods[t]! - periods[t - 1]!);
  const [first, last] = [periods[0]!, periods[periods.length - 1]!];
  if (step <= 1 && last - first + 1 <= MOST_PERIODS_PER_OBSERVED * periods.length) return;
  const what =
    step > 1
      ? `are all ${step} apart, so that no lag of one period is observed`
      : `run from ${first} to ${last}, and only ${periods.length} of them are observed`;
  throw new DataError(
    "panel_step",
    `Periods '${name}' ${what}; a lag is one unit of '${name}': number the periods 1, 2, 3, ... first.`,
    { got: step > 1 ? step : last - first + 1, expected: "periods one apart", column: name },
  );
}

const commonDivisor = (a: number, b: number): number => (b === 0 ? a : commonDivisor(b, a % b));

function nothingLeft(panel: Panel, { formula, subset }: PgmmPlan, nRows: number, nComplete: number): DataError {
  const longest = Math.max(...formula.terms.map((term) => (term.kind === "expression" ? term.lag : 0)));
  const where = subset === null ? "" : ` where '${subset}'`;
  const why =
    nComplete === 0
      ? `${printExpression(formula.lhs)} or a regressor is missing in each of ${nRows} rows${where}`
      : `the formula needs ${longest + 1} consecutive periods of a unit; ${panel.unit.name} has at most ${panel.balance.maxPeriods}, and gaps leave no row with every lag`;
  return new DataError("no_rows_left", `No row is left to estimate '${formula.call}': ${why}. Use fewer lags.`, {
    got: nComplete,
    expected: "rows with outcome, regressors and their lags",
  });
}
