/**
 * Small tables of codes (elasticities, concordances) as a reader finds them in the field: which column is
 * which when nobody says, and cells as text. Knows nothing of sigma.
 */
import { type Column, MISSING_CODE } from "../../../base/columns.js";
import { didYouMean, listed } from "../../../base/did-you-mean.js";
import { UsageError } from "../../../base/errors.js";
import type { Table } from "../../../data/table/table.js";
import { formatNumber } from "../../../data/table/write-csv.js";

/** The cell of `row` as text, blanks at either end left out; undefined where it is missing. */
export function cellText(column: Column, row: number): string | undefined {
  if (column.kind === "numeric") {
    const value = column.values[row]!;
    return Number.isNaN(value) ? undefined : formatNumber(value);
  }
  const code = column.codes[row]!;
  return code === MISSING_CODE ? undefined : column.levels[code]!.trim();
}

/** The column called `name`, which `what` needs. Throws UsageError `code_table_column`. */
export function namedColumn(table: Table, name: string, what: string): Column {
  if (table.has(name)) return table.column(name);
  throw new UsageError(
    "code_table_column",
    `${table.source.name} has no column '${name}' for the ${what}${didYouMean(name, table.names)} Columns: ${listed(table.names)}.`,
    { got: name, expected: table.names },
  );
}

/** Throws UsageError `code_table_unclear`: which column is the `what` must be said. */
export function unclearColumn(table: Table, what: string, option: string): never {
  throw new UsageError(
    "code_table_unclear",
    `Which column of ${table.source.name} is the ${what}? Name it with ${option}. Columns: ${listed(table.names)}.`,
    { got: table.names, expected: what },
  );
}

/** Columns of `candidates` whose codes are longest. */
export function longestCodes(candidates: readonly Column[]): readonly Column[] {
  const longest = candidates.map((column) => codeLength(column));
  const most = Math.max(0, ...longest);
  return candidates.filter((_, c) => longest[c] === most);
}

function codeLength(column: Column): number {
  if (column.kind === "text") return column.levels.reduce((most, level) => Math.max(most, level.trim().length), 0);
  let most = 0;
  for (const value of column.values) if (!Number.isNaN(value)) most = Math.max(most, formatNumber(value).length);
  return most;
}
