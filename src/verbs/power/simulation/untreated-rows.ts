/**
 * The rows on which treatments are drawn: those of the panel without a treatment of their own, with the outcome as a column. Knows no draw
 * and no estimator.
 */
import { DataError, NotSupported } from "../../../base/errors.js";
import { type Panel, panel as panelOf, withLags } from "../../../data/panel/panel.js";
import { type TreatmentDesign, type TreatmentSource, treatmentDesign } from "../../../data/panel/treatment-design.js";
import { selectRows, type Table, withColumns } from "../../../data/table/table.js";
import type { Engine } from "../../../engine/kernels/engine.js";
import { elementary } from "../../../engine/kernels/math.js";
import { parseExpression } from "../../../formula/parser.js";
import { printExpression, printFormula, printTerm } from "../../../formula/print.js";
import { columnsOfVariable, lagsIn, type ModelSpec } from "../../../formula/spec.js";
import { isTerm } from "../../../formula/term-names.js";
import { evaluate } from "../../../regression/frame/expression.js";
import { refuseInstruments } from "../../../regression/frame/model-frame.js";
import { subsetRows } from "../../../regression/frame/sample.js";
import type { PowerPlan } from "../verb.js";

/** Columns that are made: the outcome, treatment and first treated period of a draw. No column of data may have these names. */
export const MADE = { outcome: "power_outcome", treatment: "power_treatment", cohort: "power_cohort" } as const;

export interface UntreatedRows {
  /** The rows, as a panel with the outcome under `MADE.outcome`. */
  readonly panel: Panel;
  /** The formula without the data's own treatment, its outcome the column made. */
  readonly spec: ModelSpec;
  readonly outcome: Float64Array;
  /** As the formula has it. */
  readonly outcomeName: string;
  readonly sd: number;
  /** Periods of the rows, ascending. */
  readonly periods: Float64Array;
  /** Treatment of the data over all their rows; null where none is named. */
  readonly design: TreatmentDesign | null;
  readonly dropped: Readonly<Record<string, number>>;
}

/**
 * The rows that `plan` leaves.
 *
 * @throws DataError `no_rows`, `power_constant`, `reserved_column`; NotSupported `power_lag` for lags where rows are left out; UsageError as
 *   expressions and `treatmentDesign` do
 */
export function untreatedRows(engine: Engine, given: Panel, formula: ModelSpec, plan: PowerPlan): UntreatedRows {
  refuseInstruments(formula);
  requireNames(given.table);
  const functions = elementary(engine);
  const table = withLags(given);
  const spec = withoutTreatment(formula, plan);
  const isIn = new Uint8Array(table.nRows).fill(1);
  const dropped: Record<string, number> = {};
  const drop = (reason: string, isOut: (row: number) => boolean): void => {
    let count = 0;
    for (let row = 0; row < isIn.length; row++) {
      if (isIn[row] === 0 || !isOut(row)) continue;
      isIn[row] = 0;
      count++;
    }
    if (count > 0) dropped[reason] = count;
  };
  if (plan.subset !== undefined) {
    const chosen = new Set(subsetRows(parseExpression(plan.subset), table, functions).rows);
    drop("subset", (row) => !chosen.has(row));
  }
  const design = designOf(given, plan);
  if (design !== null) dropTreated(given, design, plan, drop);
  const { values } = evaluate(spec.lhs, table, functions);
  drop("outcome", (row) => !Number.isFinite(values[row]!));
  const perUnit = new Uint32Array(given.nUnits);
  isIn.forEach((used, row) => {
    perUnit[given.unit.codes[row]!]! += used;
  });
  drop("single_row", (row) => perUnit[given.unit.codes[row]!] === 1);
  const rows = Uint32Array.from(isIn.keys()).filter((row) => isIn[row] !== 0);
  if (rows.length === 0) throw noRows(given, plan, dropped);
  const [lag] = lagsIn(spec);
  if (lag !== undefined && rows.length < table.nRows) throw lagRefused(printExpression(lag));
  const own = { ...spec, lhs: { kind: "name", name: MADE.outcome } as const };
  const whole = withColumns(given.table, [{ kind: "numeric", name: MADE.outcome, values }]);
  const found = rowsOf({ ...given, table: whole }, rows);
  if (!(found.sd > 0)) throw isConstant(printExpression(spec.lhs), rows.length);
  return {
    ...{ ...found, design, dropped },
    spec: { ...own, call: printFormula(own) },
    outcomeName: printExpression(spec.lhs),
  };
}

/** The rows of the last `count` periods. Throws DataError `power_periods` where there are not so many. */
export function lastPeriods(rows: UntreatedRows, count: number): UntreatedRows {
  const { periods, panel, dropped } = rows;
  if (count === periods.length) return rows;
  if (count > periods.length) {
    throw new DataError(
      "power_periods",
      `--pre and --post are ${count} periods together; untreated rows are in ${periods.length}: ask for fewer.`,
      { got: count, expected: `<= ${periods.length}` },
    );
  }
  const first = periods[periods.length - count]!;
  const kept = Uint32Array.from(panel.timeValues.keys()).filter((row) => panel.timeValues[row]! >= first);
  return {
    ...rows,
    ...rowsOf(panel, kept),
    dropped: { ...dropped, earlier_periods: panel.timeValues.length - kept.length },
  };
}

function rowsOf(
  { table, unit, time }: Panel,
  rows: Uint32Array,
): Pick<UntreatedRows, "panel" | "outcome" | "sd" | "periods"> {
  const panel = panelOf(selectRows(table, rows), { unit: unit.name, time: time.name });
  const outcome = panel.table.numeric(MADE.outcome);
  const mean = outcome.reduce((sum, value) => sum + value, 0) / outcome.length;
  const squares = outcome.reduce((sum, value) => sum + (value - mean) * (value - mean), 0);
  return {
    ...{ panel, outcome },
    sd: Math.sqrt(squares / (outcome.length - 1)),
    periods: Float64Array.from(new Set(panel.timeValues)).sort(),
  };
}

/** The formula without terms of the column that is the data's treatment. */
function withoutTreatment(spec: ModelSpec, { treat }: PowerPlan): ModelSpec {
  if (treat === undefined) return spec;
  const terms = spec.terms.filter((term) => {
    const columns = term.variables.flatMap(columnsOfVariable);
    return !columns.includes(treat);
  });
  const mixed = spec.terms.find(
    (term) => !terms.includes(term) && !(term.variables.length === 1 && isTerm(printTerm(term), treat)),
  );
  if (mixed !== undefined) {
    throw new NotSupported(
      "power_interaction",
      `'${printTerm(mixed)}' is made of the treatment '${treat}', which is 0 on untreated rows: write the formula without it.`,
      { got: printTerm(mixed), expected: treat },
    );
  }
  return { ...spec, terms };
}

function designOf(given: Panel, { cohort, treat, never }: PowerPlan): TreatmentDesign | null {
  if (cohort === undefined && treat === undefined) return null;
  const source: TreatmentSource =
    cohort === undefined
      ? { treat: treat! }
      : { cohort, never: never === undefined ? undefined : String(never), isSections: true };
  return treatmentDesign(given, source);
}

/** Takes away rows under treatment, or as `plan.rows` says. Rows without a treatment are not known to be untreated. */
function dropTreated(
  { unit, timeValues, table }: Panel,
  { firstTreated }: TreatmentDesign,
  { rows, treat }: PowerPlan,
  drop: (reason: string, isOut: (row: number) => boolean) => void,
): void {
  if (treat !== undefined) {
    const values = table.numeric(treat);
    drop("treatment_missing", (row) => Number.isNaN(values[row]!));
  }
  const startOf = (row: number): number => firstTreated[unit.codes[row]!]!;
  drop("treated", (row) => !(timeValues[row]! < startOf(row)));
  if (rows === "never") drop("later_treated", (row) => startOf(row) !== Number.POSITIVE_INFINITY);
  if (rows === "before") {
    const first = firstTreated.reduce((least, at) => (Number.isFinite(at) ? Math.min(least, at) : least), Infinity);
    drop("after_first_cohort", (row) => timeValues[row]! >= first);
  }
}

function requireNames({ names, source }: Table): void {
  const taken = Object.values(MADE).find((name) => names.includes(name));
  if (taken === undefined) return;
  throw new DataError(
    "reserved_column",
    `${source.name} has a column '${taken}', a name that power gives to a column of its own: rename it.`,
    { got: taken, expected: "another name" },
  );
}

const noRows = ({ table, unit }: Panel, { rows }: PowerPlan, dropped: Readonly<Record<string, number>>): DataError =>
  new DataError(
    "no_rows",
    `No row of ${table.source.name} is left to draw treatments on (${Object.entries(dropped)
      .map(([reason, count]) => `${reason}: ${count}`)
      .join(
        ", ",
      )}): ${rows === "never" ? `no ${unit.name} is never treated; use --rows untreated` : "every row is treated, or has no outcome"}.`,
    { got: 0, expected: "untreated rows" },
  );

const lagRefused = (lag: string): NotSupported =>
  new NotSupported(
    "power_lag",
    `'${lag}' would be of rows that are left out, treated or by --subset; make it a column in the data, or leave it out.`,
    { got: lag, expected: "no lags where rows are left out" },
  );

const isConstant = (outcome: string, rows: number): DataError =>
  new DataError(
    "power_constant",
    `'${outcome}' is the same in all ${rows} untreated rows: nothing could be found or missed in it.`,
    { got: "one value", expected: "an outcome that varies" },
  );
