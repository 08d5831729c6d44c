/**
 * A choice estimated: the regression, the rows it rests on, the wild bootstrap where it was asked for; and of
 * a variant without each value of a column the estimates of all, and the smallest and the largest in full.
 */

import { didYouMean } from "../../../base/did-you-mean.js";
import { DataError, NumericalError } from "../../../base/errors.js";
import { quantile } from "../../../base/numbers.js";
import { ownOf } from "../../../base/objects.js";
import { categoryOf } from "../../../data/panel/codes.js";
import type { Panel } from "../../../data/panel/panel.js";
import type { CollinearTerm, FitRecord } from "../../../regression/record/fit-record.js";
import { estimationRows, feols } from "../../../verbs/feols/feols.js";
import { located, locating, requireColumn, type StudyFile } from "../../file/study-file.js";
import { addColumns } from "../../inputs/panel.js";
import type { TreatmentMade } from "../../inputs/treatment.js";
import type { StageTools } from "../../run/stage-node.js";
import { withRows } from "../outcome-rows.js";
import { type WildFinding, wildFinding } from "../regressions/wild-rows.js";
import { type TreatedRows, treatedAmong } from "../treated-in-rows.js";
import type { Choice } from "./choices.js";

/** A regression of the base or a variant. */
export interface Estimated extends TreatedRows {
  readonly formula: string;
  readonly fit: FitRecord;
  readonly wild?: WildFinding;
  readonly winsorised: readonly Winsorised[];
  readonly excluded_rows: number;
  readonly treated_rows: number;
}

/** Estimates without each value of a column; null where the treatment then has no coefficient, and why. */
export interface LeftOut {
  readonly column: string;
  readonly values: readonly {
    readonly value: string;
    readonly estimate: number | null;
    readonly p_value: number | null;
    readonly because: string | null;
    /** Of an error. */
    readonly code?: string;
    /** Of a treatment that was omitted. */
    readonly omitted?: CollinearTerm;
  }[];
  readonly smallest: { readonly value: string; readonly estimated: Estimated };
  readonly largest: { readonly value: string; readonly estimated: Estimated };
}

export type Variant = Estimated | LeftOut;

/** Rows the base uses (0-based). Throws as `feols`, reported at its place. */
export function rowsOfBase(file: StudyFile, choice: Choice, made: TreatmentMade, tools: StageTools): Uint32Array {
  return locating(file, choice.at, () => {
    const sample = variantSample(file, made, choice, new Uint32Array(0));
    return estimationRows(tools.engine, sample.panel, choice.formula, sampleOptions(choice, sample));
  });
}

/** Throws DataError `base_coefficient` unless the base `found` has a coefficient of the treatment. */
export function requireCoefficient(file: StudyFile, { at, treatment }: Choice, found: Variant): void {
  if (!("fit" in found) || ownOf(found.fit.coefficients, treatment) !== undefined) return;
  const because = found.fit.collinear.find(({ term }) => term === treatment)?.because ?? "is omitted";
  throw new DataError(
    "base_coefficient",
    `${file.at([...at, "treatment"])}: in the base '${treatment}' has no coefficient: it ${because}. Variants are compared with it; choose another base.`,
    { got: treatment, expected: "a treatment that varies within the fixed effects" },
  );
}

/** The choice on its sample. Throws as `feols`, `bootstrap` and `variantSample`, reported at its place. */
export async function estimated(
  file: StudyFile,
  choice: Choice,
  made: TreatmentMade,
  baseRows: Uint32Array,
  tools: StageTools,
): Promise<Variant> {
  if (choice.leaveOneOut !== undefined) return leftOut(file, choice, choice.leaveOneOut, made, baseRows, tools);
  const sample = locating(file, choice.at, () => variantSample(file, made, choice, baseRows));
  const found = locating(file, choice.at, () => estimate(file, choice, made, sample, tools));
  if (choice.wild === undefined || ownOf(found.fit.coefficients, choice.treatment) === undefined) return found;
  try {
    const { treatment, weights } = choice;
    const column = {
      treatment,
      ...(sample.subset === undefined ? {} : { subset: sample.subset }),
      ...(weights === undefined ? {} : { weights }),
    };
    return { ...found, wild: await wildFinding(file, choice.wild, column, found, { panel: sample.panel }, tools) };
  } catch (error) {
    throw located(error, file, choice.at);
  }
}

function sampleOptions({ variance, weights }: Choice, { subset }: VariantSample) {
  return {
    vcov: variance,
    ...(subset === undefined ? {} : { subset }),
    ...(weights === undefined ? {} : { weights }),
  };
}

function estimate(
  { spec }: StudyFile,
  choice: Choice,
  made: TreatmentMade,
  sample: VariantSample,
  { engine }: StageTools,
): Estimated {
  const { formula, treatment, rows, outcome } = choice;
  const options = sampleOptions(choice, sample);
  const fit = feols(engine, sample.panel, formula, {
    ...{ ...options, ssc: spec.ssc, level: spec.level, assignedBy: "unit" },
  });
  const used = estimationRows(engine, sample.panel, formula, options);
  return {
    formula,
    fit,
    ...treatedAmong(used, { ...made, panel: sample.panel }, treatment, rows, outcome),
    winsorised: sample.winsorised(used),
    excluded_rows: sample.excludedRows,
    treated_rows: sample.treatedRows,
  };
}

function leftOut(
  file: StudyFile,
  choice: Choice,
  column: string,
  made: TreatmentMade,
  baseRows: Uint32Array,
  tools: StageTools,
): LeftOut {
  const { table } = made.panel;
  requireColumn(file, [...choice.at, "leave_one_out"], column, table);
  const { codes, nLevels, label } = categoryOf(table.column(column));
  const present = new Set(baseRows.length === 0 ? [] : Array.from(baseRows, (row) => codes[row]!));
  const levels = Array.from({ length: nLevels }, (_, code) => code).filter((code) => present.has(code));
  return locating(file, choice.at, () => {
    const ends: LeftOut["smallest"][] = [];
    const estimateOf = ({ estimated: own }: LeftOut["smallest"]) => own.fit.coefficients[choice.treatment]!.estimate;
    const values = levels.map((code) => {
      tools.signal?.throwIfAborted();
      const value = label(code);
      const sample = variantSample(file, made, choice, baseRows, { codes, code });
      const none = (because: string) => ({ value, estimate: null, p_value: null, because });
      const own = orReason(() => estimate(file, choice, made, sample, tools));
      if (own instanceof Error) return { ...none(own.message), code: own.code };
      const end = { value, estimated: own };
      const { coefficients, collinear } = own.fit;
      const b = ownOf(coefficients, choice.treatment);
      if (b === undefined) {
        const omitted = collinear.find(({ term }) => term === choice.treatment);
        return omitted === undefined ? none("") : { ...none(omitted.because), omitted };
      }
      if (ends.length === 0) ends.push(end, end);
      if (b.estimate < estimateOf(ends[0]!)) ends[0] = end;
      if (b.estimate > estimateOf(ends[1]!)) ends[1] = end;
      return { value, estimate: b.estimate, p_value: b.p_value, because: null };
    });
    const [smallest, largest] = ends;
    if (smallest === undefined || largest === undefined) {
      throw new DataError(
        "leave_one_out",
        `leave_one_out: ${column}: without any one of its ${levels.length} values '${choice.treatment}' has no coefficient.`,
        { got: levels.length, expected: "values without which the treatment varies", column },
      );
    }
    return { column, values, smallest, largest };
  });
}

/** What `body` gives, or why the rows that are left can't serve. */
function orReason(body: () => Estimated): Estimated | DataError | NumericalError {
  try {
    return body();
  } catch (error) {
    if (error instanceof DataError || error instanceof NumericalError) return error;
    throw error;
  }
}

// The rows and columns of a variant.

/** Column of the rows a variant keeps. */
const KEPT = "rows_of_variant";

/** A column cut at two quantiles, and how many of its values that changed among the rows used. */
export interface Winsorised {
  readonly column: string;
  readonly share: number;
  readonly low: number;
  readonly high: number;
  readonly changed: number;
}

/** A panel with the condition on its rows; what was done to it. */
export interface VariantSample {
  readonly panel: Panel;
  readonly subset?: string;
  /** Changes of each winsorised column among `rows`. */
  readonly winsorised: (rows: Uint32Array) => readonly Winsorised[];
  /** Rows of the base that the units left out hold. */
  readonly excludedRows: number;
  /** Rows of the base at or after the true treatment, of a placebo date. */
  readonly treatedRows: number;
}

/**
 * Of `choice`; `baseRows` are those the base uses. `without` leaves out rows where a column has a value. Throws DataError
 * `unknown_unit`, and as `requireColumn`.
 */
export function variantSample(
  file: StudyFile,
  made: TreatmentMade,
  choice: Choice,
  baseRows: Uint32Array,
  without?: { readonly codes: Uint32Array; readonly code: number },
): VariantSample {
  const { panel, cohortColumn } = made;
  const { table } = panel;
  const columns: Record<string, Float64Array> = {};
  const left = new Uint8Array(table.nRows);
  const countLeft = (leaves: (row: number) => boolean): number => {
    for (let row = 0; row < left.length; row++) if (leaves(row)) left[row] = 1;
    return baseRows.reduce((count, row) => count + (leaves(row) ? 1 : 0), 0);
  };

  const cut = (choice.winsorise?.columns ?? []).map((name, i) => {
    requireColumn(file, [...choice.at, "winsorise", "columns", i], name, table);
    const values = table.numeric(name);
    const { share } = choice.winsorise!;
    const sorted = Float64Array.from(baseRows, (row) => values[row]!)
      .filter((value) => !Number.isNaN(value))
      .sort();
    const [low, high] = [quantile(sorted, share), quantile(sorted, 1 - share)];
    columns[name] = values.map((value) => Math.min(Math.max(value, low), high));
    return { column: name, share, low, high, values };
  });

  const units = unitsCalled(file, panel, choice);
  const excludedRows = units.size === 0 ? 0 : countLeft((row) => units.has(panel.unit.codes[row]!));
  if (without !== undefined) countLeft((row) => without.codes[row] === without.code);

  let treatedRows = 0;
  if (choice.shift !== undefined) {
    const cohort = table.numeric(cohortColumn);
    treatedRows = countLeft((row) => panel.timeValues[row]! >= cohort[row]!);
    columns[choice.treatment] = cohort.map((first, row) => Number(panel.timeValues[row]! >= first - choice.shift!));
  }

  const some = left.includes(1);
  if (some) columns[KEPT] = Float64Array.from(left, (flag) => 1 - flag);
  const condition = withRows(choice.rows, choice.subset).subset;
  const kept = some ? `${KEPT} == 1` : undefined;
  const subset = condition === undefined || kept === undefined ? (condition ?? kept) : `(${condition}) & ${kept}`;
  return {
    panel: Object.keys(columns).length === 0 ? panel : addColumns(panel, columns),
    ...(subset === undefined ? {} : { subset }),
    winsorised: (rows) =>
      cut.map(({ values, ...own }) => ({
        ...own,
        changed: rows.reduce((count, row) => count + (values[row]! < own.low || values[row]! > own.high ? 1 : 0), 0),
      })),
    excludedRows,
    treatedRows,
  };
}

/** Codes of the units left out. */
function unitsCalled(file: StudyFile, { unit, nUnits }: Panel, { at, exclude = [] }: Choice): ReadonlySet<number> {
  if (exclude.length === 0) return new Set();
  const codes = new Map(Array.from({ length: nUnits }, (_, u) => [unit.label(u), u]));
  return new Set(
    exclude.map((label, i) => {
      const code = codes.get(label);
      if (code !== undefined) return code;
      const known = [...codes.keys()];
      throw new DataError(
        "unknown_unit",
        `${file.at([...at, "exclude", i])}: no ${unit.name} '${label}' in the sample${didYouMean(label, known)}`,
        { got: label, expected: `a ${unit.name} of the sample` },
      );
    }),
  );
}
