/**
 * The level of assignment in a regression: its treatments are the columns of its terms that are 0 or 1, its periods those of the panel, else the
 * smallest effect that is not of the clusters.
 */
import type { Category } from "../../base/columns.js";
import type { Note } from "../../base/messages.js";
import { gatherCodes } from "../../base/row-runs.js";
import { isWithin } from "../../data/panel/assignment-levels.js";
import type { Table } from "../../data/table/table.js";
import { columnsOf } from "../../formula/expression.js";
import { columnsOfVariable, type ModelSpec, variablesOf } from "../../formula/spec.js";
import type { LeastSquares } from "../../regression/least-squares/least-squares.js";
import { assignmentNotes } from "./notes.js";

/** A regression as far as its treatment may say by what it was assigned. */
interface Regressed extends Pick<LeastSquares, "table" | "panel" | "spec" | "sample"> {
  /** Names of its coefficients. */
  readonly names: readonly string[];
}

/** Notes on a regression whose errors have these clusterings; `by` is what the treatment was assigned by, where that is known. */
export function assignmentIn(
  { table, panel, spec, sample, names }: Regressed,
  clusterings: readonly Category[],
  by: string | undefined,
): Note[] {
  const rows = sample.selected;
  const [clusters] = clusterings;
  const treatments = by === undefined && clusters !== undefined ? treatmentsOf(spec, table, rows) : new Map();
  const periods = () =>
    panel === undefined
      ? smallest(sample.effects.filter((effect) => !isWithin(effect, clusters!)))
      : { codes: gatherCodes(panel.time.codes, rows), nLevels: panel.time.nLevels };
  return assignmentNotes(
    {
      ...{ table, rows, clusterings, treatments, counted: names },
      periods: treatments.size > 0 ? periods() : undefined,
      except: [...columnsOf(spec.lhs), ...(panel === undefined ? [] : [panel.time.name])],
    },
    by,
  );
}

const smallest = (effects: readonly Category[]): Category | undefined =>
  effects.reduce<Category | undefined>((a, b) => (a === undefined || b.nLevels < a.nLevels ? b : a), undefined);

/** Columns of the terms that are 0 or 1 in all of `rows` that have them, and both. */
function treatmentsOf(spec: ModelSpec, table: Table, rows: Uint32Array | undefined): Map<string, Uint8Array> {
  const names = new Set(variablesOf(spec).flatMap(columnsOfVariable));
  const found = new Map<string, Uint8Array>();
  for (const name of names) {
    const column = table.has(name) ? table.column(name) : undefined;
    const treatment = column?.kind === "numeric" ? zeroOrOne(column.values, rows) : null;
    if (treatment !== null) found.set(name, treatment);
  }
  return found;
}

/** The column as bytes, 2 where it has no number; null where it has others than 0 and 1, or one of them alone. */
function zeroOrOne(values: Float64Array, rows: Uint32Array | undefined): Uint8Array | null {
  const n = rows?.length ?? values.length;
  const bytes = new Uint8Array(n);
  let seen = 0;
  for (let i = 0; i < n; i++) {
    const value = values[rows === undefined ? i : rows[i]!]!;
    if (value === 0) seen |= 1;
    else if (value === 1) {
      bytes[i] = 1;
      seen |= 2;
    } else if (Number.isNaN(value)) bytes[i] = 2;
    else return null;
  }
  return seen === 3 ? bytes : null;
}
