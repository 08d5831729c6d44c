/**
 * A column of a panel, or an expression over its columns, as values a row: for those who group or summarise
 * rows without a regression. Knows no estimator.
 */
import { bareName } from "../../base/column-names.js";
import type { Column } from "../../base/columns.js";
import type { Note } from "../../base/messages.js";
import type { Panel } from "../../data/panel/panel.js";
import { withLags } from "../../data/panel/panel.js";
import type { Engine } from "../../engine/kernels/engine.js";
import { elementary } from "../../engine/kernels/math.js";
import { columnsOf } from "../../formula/expression.js";
import { parseExpression } from "../../formula/parser.js";
import { evaluate } from "./expression.js";

/** What `written` stands for, and the columns it reads. */
export interface ColumnValues {
  readonly column: Column;
  readonly columns: readonly string[];
  readonly notes: readonly Note[];
}

/**
 * The values of `written`: a column's name, text or numbers, or an expression such as `log(eco)`, `open > 0.3`, `l(eco, 1)`,
 * numbers. Infinite numbers are missing. Throws UsageError for what is no expression, DataError as `evaluate`.
 */
export function columnValues(engine: Engine, panel: Panel, written: string): ColumnValues {
  const name = bareName(written);
  const known = panel.table.has(name) ? panel.table.column(name) : undefined;
  const expression = known === undefined ? parseExpression(written) : undefined;
  if (expression === undefined || expression.kind === "name") {
    const column = known ?? panel.table.column(written);
    return {
      column: column.kind === "text" ? column : { ...column, ...finite(column.name, column.values) },
      columns: [column.name],
      notes: [],
    };
  }
  const { values, notes } = evaluate(expression, withLags(panel), elementary(engine));
  return { column: finite(written, values), columns: columnsOf(expression), notes };
}

const finite = (name: string, values: Float64Array): Column => ({
  kind: "numeric",
  name,
  values: values.map((value) => (Number.isFinite(value) ? value : Number.NaN)),
});
