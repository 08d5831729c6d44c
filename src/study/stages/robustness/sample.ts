/**
 * The rows and columns of a variant: winsorised columns, units left out, a placebo date. The panel keeps all its
 * rows, so that lags are those of the data; omitted rows are named by a condition.
 */

import { didYouMean } from "../../../base/did-you-mean.js";
import { DataError } from "../../../base/errors.js";
import { quantile } from "../../../base/quantile.js";
import type { Panel } from "../../../data/panel/panel.js";
import { requireColumn, type StudyFile } from "../../file/study-file.js";
import { addColumns } from "../../inputs/panel.js";
import type { TreatmentMade } from "../../inputs/treatment.js";
import { withRows } from "../outcome-rows.js";
import type { Choice } from "./choices.js";

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
