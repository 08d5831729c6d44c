/**
 * A panel as a grid of units and periods, each column made once: expressions placed, lagged, as dummies. Knows
 * nothing of instruments.
 */

import { MISSING_CODE } from "../../base/columns.js";
import { DataError } from "../../base/errors.js";
import { type Note, note } from "../../base/messages.js";
import { categoryOf } from "../../data/panel/codes.js";
import type { Panel } from "../../data/panel/panel.js";
import type { Engine } from "../../engine/kernels/engine.js";
import { elementary } from "../../engine/kernels/math.js";
import type { Expression } from "../../formula/expression.js";
import { type PanelVariable, printPanelVariable } from "../../formula/panel-gmm-spec.js";
import { parseExpression } from "../../formula/parser.js";
import { evaluate } from "../../regression/frame/expression.js";
import { subsetRows } from "../../regression/frame/sample.js";
import type { PanelGrid } from "./estimator/spec.js";
import { PGMM_NOTES } from "./messages.js";

/** The name of the constant. */
export const INTERCEPT = "(Intercept)";
/** Periods of a grid at most, for each that is observed: beyond, the time column is no count of periods. */
const MOST_PERIODS_PER_OBSERVED = 10;
/** A column of the grid by its position. */
export interface NamedColumn {
  readonly name: string;
  readonly column: number;
}

/** Columns of a grid. Throws DataError `panel_step` unless periods are one apart. */
export class GridBuilder {
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
    this.reportAbsent(periods, time.name);
    this.cells = new Uint32Array(timeValues.length);
    for (let row = 0; row < timeValues.length; row++) {
      this.cells[row] = unit.codes[row]! * this.nPeriods + timeValues[row]! - this.first;
    }
  }

  /** A note where periods between the first and the last are in no row: no unit has a gap beside the others there. */
  private reportAbsent(periods: Float64Array, time: string): void {
    const observed = new Set(periods);
    const absent = Array.from({ length: this.nPeriods }, (_, t) => this.first + t).filter((t) => !observed.has(t));
    if (absent.length === 0) return;
    this.notes.push(note(PGMM_NOTES, "periods_absent", { periods: absent, time }));
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
  chosen(subset: string | undefined): { present: Uint8Array | null; notChosen: number } {
    if (subset === undefined) return { present: null, notChosen: 0 };
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
      this.notes.push(note(PGMM_NOTES, "not_finite", { term: name, rows: infinite }));
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
