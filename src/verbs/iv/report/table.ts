/**
 * Equations with instruments as a table: first and second stage side by side, the reduced form where wanted,
 * and beneath them what the instruments are worth. Computes nothing.
 */

import type { Language } from "../../../base/messages.js";
import type { FitRecord } from "../../../regression/record/fit-record.js";
import { naming, wordsOf } from "../../../report/naming.js";
import { type RegressionTableOptions, regressionTable } from "../../../report/regression/regression-table.js";
import type { TableModel } from "../../../report/table-model.js";
import { ivWords } from "../messages.js";
import { ivDiagnosticNotes, ivDiagnosticRows } from "./diagnostics.js";
import { type IvColumn, type IvFit, ivColumns } from "./words.js";

/** An equation and what heads its columns. */
export interface LabelledEquation {
  readonly label: string;
  readonly fit: IvFit;
}

export interface IvTableOptions extends Omit<RegressionTableOptions, "rowsBeneath" | "stub" | "extraRows"> {
  /** A column of the outcome on the instruments, too; default false. */
  readonly reducedForm?: boolean;
  /** Rows added under the fixed effects: a label and a text an equation, in all its columns or in one kind of them. */
  readonly extraRows?: readonly {
    readonly label: string;
    readonly texts: readonly string[];
    readonly kind?: IvColumn["kind"];
  }[];
}

/**
 * The table of `equations`, two columns each or more. The instrumented regressors stand first, then the excluded
 * instruments. Throws as `regressionTable`.
 */
export function ivTable(equations: readonly LabelledEquation[], options: IvTableOptions = {}): TableModel {
  const { reducedForm = false, extraRows = [], first = [], notes = [], ...rest } = options;
  const language = options.language ?? "en";
  const groups = equations.map(({ label, fit }) => ({ label, columns: ivColumns(fit, reducedForm) }));
  const columns = groups.flatMap((group) => group.columns);
  const labels = withInstrumented(
    equations.map(({ fit }) => fit),
    wordsOf(
      equations.map(({ fit }) => fit),
      options.labels,
    ),
    language,
  );
  const name = naming([], labels, language);
  const isLabelled = groups.some(({ label }) => label !== "");
  return regressionTable(
    groups.flatMap(({ label, columns: own }) =>
      own.map(({ kind, fit }) => ({
        label: [...(isLabelled ? [label] : []), ivWords[kind][language], name(fit.depvar)],
        fit,
      })),
    ),
    {
      ...rest,
      labels,
      stub: "",
      first: [...first, ...leadingTerms(columns)],
      extraRows: extraRows.map(({ label, texts, kind }) => ({
        label,
        texts: groups.flatMap(({ columns: own }, e) =>
          own.map((column) => (kind === undefined || column.kind === kind ? (texts[e] ?? "") : "")),
        ),
      })),
      rowsBeneath: ivDiagnosticRows(columns, language),
      notes: [...ivDiagnosticNotes(columns, language), ...notes],
    },
  );
}

/** Instrumented regressors by the name of their coefficients, then the excluded instruments. */
const leadingTerms = (columns: readonly IvColumn[]): string[] => [
  ...columns.flatMap(({ equation }) => equation.iv.endogenous.map((name) => `fit_${name}`)),
  ...columns.flatMap(({ equation }) => equation.iv.excluded),
];

/** Words for `fit_x` where only `x` has some. */
function withInstrumented(
  fits: readonly FitRecord[],
  labels: Readonly<Record<string, string>>,
  language: Language,
): Readonly<Record<string, string>> {
  const name = naming([], labels, language);
  const made = fits.flatMap(({ iv }) =>
    (iv?.endogenous ?? []).map((term) => [`fit_${term}`, ivWords.instrumented[language](name(term))] as const),
  );
  return { ...Object.fromEntries(made), ...labels };
}
