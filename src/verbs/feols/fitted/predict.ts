/**
 * Predictions of a regression for new rows, coded as the estimate's own rows were: levels that it has not
 * seen, and combinations its effects say nothing of, have none.
 */
import { DataError, NotSupported } from "../../../base/errors.js";
import { type Note, note } from "../../../base/messages.js";
import { SampleColumn } from "../../../base/row-runs.js";
import type { Panel, PanelKeys } from "../../../data/panel/panel.js";
import { type LaggedTable, withLags } from "../../../data/panel/panel.js";
import type { Table } from "../../../data/table/table.js";
import { linearCombinationsBlock } from "../../../engine/kernels/blas.js";
import { invoke, rangesOfSize } from "../../../engine/kernels/call.js";
import { placeColumns, sampleColumn } from "../../../engine/kernels/columns.js";
import { rowDotsBlock } from "../../../engine/kernels/effects.js";
import type { Engine, F64Block } from "../../../engine/kernels/engine.js";
import { elementary, qt } from "../../../engine/kernels/math.js";
import { printVariable } from "../../../formula/print.js";
import { lagsIn, type ModelSpec, type Term } from "../../../formula/spec.js";
import { panelDataOf } from "../../../regression/frame/inputs.js";
import { StackedSource } from "../../../regression/frame/stacked-source.js";
import type { ExpandedTerms } from "../../../regression/frame/terms.js";
import { requireLevel } from "../../../regression/tests/coefficients.js";
import { FEOLS_NOTES } from "../messages.js";
import { addEffects, type PredictingFit } from "./predict-effects.js";

export interface PredictOptions {
  /** `add` (default) the absorbed effects, or `none`: regressors times coefficients alone. */
  readonly effects?: "add" | "none";
  /** Standard errors and intervals: of the mean (`confidence`), or of a new observation (`prediction`). Default none. */
  readonly interval?: "confidence" | "prediction";
  /** Confidence level of the intervals; default that of the record. */
  readonly level?: number;
  /** Columns of unit and time of the new rows, for lags: they are taken among these rows, and missing where there is none. */
  readonly panel?: PanelKeys;
}

/** Predictions, a number a row of the new table; NaN where there is none, and `notes` say why. */
export interface Prediction {
  readonly kind: "xb" | "xb + effects";
  readonly values: Float64Array;
  /** With an interval: standard errors of the mean, and the bounds. */
  readonly std_errors: Float64Array | null;
  readonly conf_low: Float64Array | null;
  readonly conf_high: Float64Array | null;
  readonly interval: "confidence" | "prediction" | null;
  readonly level: number | null;
  /** Rows without a prediction. */
  readonly missing: number;
  readonly notes: readonly Note[];
}

/**
 * Predicts. Throws DataError `unknown_column`, `column_kind`; NotSupported `predict_interval`, `predict_variable`; UsageError
 * `level`, `lag_panel` for lags of rows whose unit and time are not known; as `panel`, and as `fixef` where effects are added.
 */
export function predictRows(
  engine: Engine,
  fit: PredictingFit,
  data: Table | Panel,
  options: PredictOptions,
): Prediction {
  const { sample, names, kept, beta, record } = fit;
  const table = newTable(fit, data, options.panel);
  const withEffects = (options.effects ?? "add") === "add" && sample.effects.length > 0;
  refuse(fit, withEffects, options);
  const n = table.nRows;
  const { columns, strange } = newColumns(engine, fit, table);
  const regressors = kept.map((j) => columns.get(names[j]!)!);
  const values = linearPart(engine, n, regressors, beta);
  for (const row of strange) values[row] = Number.NaN;
  const notes = regressorNotes(values, strange.length, fit);
  if (withEffects) notes.push(...addEffects(engine, fit, table, values));
  const missing = values.reduce((count, value) => count + (Number.isNaN(value) ? 1 : 0), 0);
  const kind = withEffects ? ("xb + effects" as const) : ("xb" as const);
  const { interval } = options;
  const none = { std_errors: null, conf_low: null, conf_high: null, interval: null, level: null };
  if (interval === undefined) return { kind, values, ...none, missing, notes };
  const level = options.level ?? record.vcov.level;
  const std_errors = linearErrors(engine, n, regressors, record.vcov.matrix);
  const quantile = qt(engine, (1 - level) / 2, record.vcov.df, true);
  const more = interval === "prediction" ? record.fit.sigma2 : 0;
  const half = std_errors.map((error) => quantile * Math.sqrt(error * error + more));
  return {
    ...{ kind, values, std_errors, interval, level, missing, notes },
    conf_low: values.map((value, i) => value - half[i]!),
    conf_high: values.map((value, i) => value + half[i]!),
  };
}

/** The new rows, with lags by the period of the estimate where regressors or slopes have some. */
function newTable({ table: old, spec }: PredictingFit, data: Table | Panel, keys: PanelKeys | undefined): Table {
  const { lags } = old as Partial<LaggedTable>;
  const needed = lagsIn({ ...spec, lhs: { kind: "number", value: 0 } }).length > 0;
  if (lags === undefined || !needed) return "table" in data ? data.table : data;
  const { table, panel } = panelDataOf(data, keys);
  return panel === undefined ? table : withLags(panel, lags.step);
}

function refuse(
  { spec, sample, record }: PredictingFit,
  withEffects: boolean,
  { interval, level }: PredictOptions,
): void {
  if (level !== undefined) requireLevel(level);
  const because = withEffects
    ? "effects are added, whose errors are not estimated; ask for effects 'none' (--predict-effects none)"
    : interval === "prediction" && (sample.effects.length > 0 || record.weights !== null)
      ? "a new observation's spread is known without effects and weights only; ask for 'confidence'"
      : record.vcov.df_by_term !== undefined
        ? `under ${record.vcov.type} each coefficient has its own degrees of freedom, and those of their combinations are not validated; use --vcov cluster:a`
        : undefined;
  if (interval !== undefined && because !== undefined) {
    throw new NotSupported("predict_interval", `Intervals of predictions are not given here: ${because}.`, {
      got: interval,
    });
  }
  const known = ["expression", "factor", "indicator"];
  const variable = variablesOf(termsOf(spec)).find(({ kind }) => !known.includes(kind));
  if (variable !== undefined) {
    throw new NotSupported(
      "predict_variable",
      `Predictions for new rows are not supported with ${printVariable(variable)}, which is made of all rows of the estimate.`,
      { got: printVariable(variable) },
    );
  }
}

/** Regressors of the new rows by name, and rows with a combination of levels that no row of the estimate had. */
function newColumns(engine: Engine, { table: old, spec, sample, names, expand }: PredictingFit, table: Table) {
  const { rows } = sample;
  const source = new StackedSource(old, table, rows, factorsOf(termsOf(spec), old));
  const all = new Uint32Array(rows.length + table.nRows);
  all.set(rows);
  for (let i = 0; i < table.nRows; i++) all[rows.length + i] = old.nRows + i;
  const expanded: ExpandedTerms = expand(source, elementary(engine), all);
  const known = new Set(names);
  const columns = new Map<string, SampleColumn>();
  const strange = new Set<number>();
  expanded.names.forEach((name, j) => {
    const values = expanded.columns[j]!.numbers().slice(rows.length);
    if (known.has(name)) columns.set(name, new SampleColumn(values));
    else
      values.forEach((value, i) => {
        if (value !== 0 && !Number.isNaN(value)) strange.add(i);
      });
  });
  const lost = names.find((name) => !columns.has(name));
  if (lost !== undefined) {
    throw new DataError(
      "predict_coding",
      `Regressor '${lost}' can't be coded for the new rows as it was in the estimate.`,
      {
        got: expanded.names,
        expected: lost,
      },
    );
  }
  return { columns, strange: [...strange].sort((a, b) => a - b) };
}

/** Terms of the regressors, endogenous ones too. */
const termsOf = ({ terms, instruments }: ModelSpec): readonly Term[] => [...terms, ...(instruments?.endogenous ?? [])];

const variablesOf = (terms: readonly Term[]) => terms.flatMap(({ variables }) => variables);

/** Columns whose values are levels. */
function factorsOf(terms: readonly Term[], table: Table): ReadonlySet<string> {
  const isText = (name: string) => table.column(name).kind === "text";
  const found = new Set<string>();
  for (const variable of variablesOf(terms)) {
    if (variable.kind === "expression") {
      if (variable.expression.kind === "name" && isText(variable.expression.name)) found.add(variable.expression.name);
      continue;
    }
    if (variable.kind === "polynomial") continue;
    found.add(variable.column);
    if (variable.kind !== "indicator" || variable.by?.kind !== "name") continue;
    if (isText(variable.by.name) || "second" in variable) found.add(variable.by.name);
  }
  return found;
}

function regressorNotes(values: Float64Array, strange: number, { record, kept, names }: PredictingFit): Note[] {
  const notes: Note[] = [];
  const missing = values.reduce((count, value) => count + (Number.isNaN(value) ? 1 : 0), 0);
  if (missing > 0) {
    notes.push(note(FEOLS_NOTES, "predict_missing", { rows: missing, combinations: strange }));
  }
  if (kept.length < names.length) {
    notes.push(note(FEOLS_NOTES, "predict_collinear", { terms: record.collinear.map(({ term }) => term) }));
  }
  return notes;
}

// Standard errors of regressors times coefficients, row by row.

/** Rows at a time. */
const TOGETHER = 65_536;

/** f64[n]; NaN where a regressor is, or the covariance gives a negative variance. */
export function linearErrors(
  engine: Engine,
  n: number,
  columns: readonly SampleColumn[],
  matrix: readonly (readonly number[])[],
): Float64Array {
  const k = columns.length;
  const out = new Float64Array(n);
  engine.scope((scope) => {
    const V = scope.copyF64(Float64Array.from(matrix.flat()));
    for (const { first, rows } of rangesOfSize(n, TOGETHER)) {
      scope.scope((inner) => {
        const X = inner.f64(rows * k);
        columns.forEach((column, j) => {
          X.part(j * rows, rows)
            .view()
            .set(column.numbers().subarray(first, first + rows));
        });
        const XV = linearCombinationsBlock(engine, inner, rows, k, k, X, V);
        out.set(rowDotsBlock(engine, inner, rows, k, X, XV).view().map(Math.sqrt), first);
      });
    }
  });
  return out;
}

// What a regression says of each row of its table.

/** Columns placed at a time. */
const COLUMNS_TOGETHER = 8;

/** A regression as its rows need it, whichever estimator made it. */
export interface RowsOfFit {
  /** Rows of the table. */
  readonly nRows: number;
  /** Rows of the sample, ascending. */
  readonly rows: Uint32Array;
  /** Regressors kept, over the sample, in the order of `beta`. */
  readonly columns: readonly SampleColumn[];
  readonly beta: Float64Array;
  readonly y: SampleColumn;
  /** Over the sample. */
  readonly residuals: () => Float64Array;
  readonly hasEffects: boolean;
}

/** Over the sample's rows. */
export interface SampleRows {
  readonly residuals: Float64Array;
  /** Regressors times coefficients. */
  readonly xb: Float64Array;
  /** y - xb - residual: what the effects add up to; 0 without effects. */
  readonly effects: Float64Array;
}

export function sampleRows(engine: Engine, fit: RowsOfFit): SampleRows {
  const { rows, columns, beta, y, hasEffects } = fit;
  const n = rows.length;
  const residuals = fit.residuals();
  const xb = linearPart(engine, n, columns, beta);
  if (!hasEffects) return { residuals, xb, effects: new Float64Array(n) };
  const outcome = y.numbers();
  const effects = new Float64Array(n);
  for (let i = 0; i < n; i++) effects[i] = outcome[i]! - xb[i]! - residuals[i]!;
  return { residuals, xb, effects };
}

/** A fit's residuals, in memory order and multiplied by sqrt(w), as they are in the sample. */
export function sampleResiduals(
  uHat: F64Block,
  rowOrder: Uint32Array | null,
  weights: Float64Array | null,
): Float64Array {
  const weighted = sampleColumn(uHat, uHat.length, 0, rowOrder);
  return weights === null ? weighted : weighted.map((u, i) => u / Math.sqrt(weights[i]!));
}

/** Columns of n numbers times coefficients, a few columns at a time, in their order. */
export function linearPart(
  engine: Engine,
  n: number,
  columns: readonly SampleColumn[],
  beta: Float64Array,
): Float64Array {
  return engine.scope((scope) => {
    const out = scope.copyF64(new Float64Array(n));
    for (let j = 0; j < columns.length; j += COLUMNS_TOGETHER) {
      const some = columns.slice(j, j + COLUMNS_TOGETHER);
      scope.scope((inner) => {
        const block: F64Block = inner.f64(n * some.length);
        placeColumns(some, block);
        const minus = inner.copyF64(beta.slice(j, j + some.length).map((b) => -b));
        invoke(engine, "residuals", { n, k: some.length, X: block, y: out, beta: minus, out });
      });
    }
    return out.view().slice();
  });
}

/** A copy of the values of the sample's rows at their places in the table, NaN elsewhere. */
export function overTable({ nRows, rows }: Pick<RowsOfFit, "nRows" | "rows">, values: Float64Array): Float64Array {
  if (rows.length === nRows) return values.slice();
  const out = new Float64Array(nRows).fill(Number.NaN);
  for (let i = 0; i < rows.length; i++) out[rows[i]!] = values[i]!;
  return out;
}
