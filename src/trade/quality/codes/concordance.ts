/**
 * Product codes from one revision of the Harmonized System to another. HS 2012 and HS 2017 split and
 * merged codes: without one revision for all years a product seems to die and another to be born.
 */
import { type Column, MISSING_CODE } from "../../../base/columns.js";
import { didYouMean, listed } from "../../../base/did-you-mean.js";
import { UsageError } from "../../../base/errors.js";
import type { Table } from "../../../data/table/table.js";
import { formatNumber } from "../../../data/table/write-csv.js";
import type { Concordance, Keys } from "../options.js";
import type { Sample } from "../sample.js";

// Small tables of codes (elasticities, concordances) as a reader finds them in the field: which column is which when
// nobody says, and cells as text. Knows nothing of sigma.

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

// Product codes that begin or end where the Harmonized System was revised: a product split or merged by the revision
// looks like one that died and another that was born. Counts them, so that nobody takes them for trade.

/** Years in which a revision came into force. */
const REVISIONS = [1992, 1996, 2002, 2007, 2012, 2017, 2022];
/** Codes that begin or end, as a multiple of those of other years, from which they are recognised. */
const UNUSUAL = 2;

/** Codes that begin in `year`, and that end the year before. */
export interface CodeChange {
  readonly year: number;
  readonly begin: number;
  readonly end: number;
}

/**
 * Revisions within the years of the sample at which more than twice as many codes begin or end as in the mean of other
 * years; none where years are not numbers.
 */
export function codeChanges({ groups, rows }: Sample, product: Keys, year: Keys): readonly CodeChange[] {
  const [products, years] = [groups.by(product), groups.by(year)];
  const calendar = Array.from({ length: years.nLevels }, (_, y) => Number(years.label(y)));
  if (!calendar.every(Number.isInteger) || calendar.length < 3) return [];
  const first = new Uint32Array(products.nLevels).fill(calendar.length);
  const last = new Uint32Array(products.nLevels);
  for (let i = 0; i < rows.length; i++) {
    const [code, y] = [products.codes[i]!, years.codes[i]!];
    if (code === MISSING_CODE || y === MISSING_CODE) continue;
    if (y < first[code]!) first[code] = y;
    if (y > last[code]!) last[code] = y;
  }
  const changes = calendar.map((year, y) => ({
    year,
    begin: first.reduce((count, at) => count + (at === y ? 1 : 0), 0),
    end: last.reduce((count, at) => count + (at === y - 1 ? 1 : 0), 0),
  }));
  const inner = changes.slice(1);
  const total = (change: CodeChange): number => change.begin + change.end;
  const others = inner.filter((change) => !REVISIONS.includes(change.year));
  const usual = others.reduce((sum, change) => sum + total(change), 0) / Math.max(1, others.length);
  return inner.filter((change) => REVISIONS.includes(change.year) && total(change) > UNUSUAL * usual);
}

/** Codes of one concordance, and the years it is for. */
export interface CodeMap {
  readonly name: string;
  readonly from: string;
  readonly to: string;
  readonly years: readonly [number, number] | null;
  readonly codes: ReadonlyMap<string, string>;
}

/**
 * The map of a concordance. Where columns are not named, they are the two with the longest codes, from left to right.
 * Throws UsageError `code_table_unclear`, `code_table_column`, `concordance_ambiguous` or `concordance_years`.
 */
export function readConcordance({ table, from, to, years }: Concordance): CodeMap {
  const longest = longestCodes(table.columns);
  if ((from === undefined || to === undefined) && longest.length !== 2)
    unclearColumn(table, "old and new code", "from and to");
  const fromColumn = namedColumn(table, from ?? longest[0]!.name, "codes of the data");
  const toColumn = namedColumn(table, to ?? longest[1]!.name, "codes wanted");
  if (years !== undefined && !(years[0] <= years[1])) {
    throw new UsageError("concordance_years", `Years of ${table.source.name} must ascend, got ${years.join("-")}.`, {
      got: years,
      expected: "first <= last",
    });
  }
  const codes = new Map<string, string>();
  for (let row = 0; row < table.nRows; row++) {
    const [key, value] = [cellText(fromColumn, row), cellText(toColumn, row)];
    if (key === undefined || value === undefined) continue;
    const known = codes.get(key);
    if (known !== undefined && known !== value) {
      throw new UsageError(
        "concordance_ambiguous",
        `${table.source.name}: '${key}' becomes '${known}' and, in row ${row + 1}, '${value}'; keep one, such as the one of most trade.`,
        { got: [known, value], expected: "one code", column: fromColumn.name, row: row + 1 },
      );
    }
    codes.set(key, value);
  }
  return { name: table.source.name, from: fromColumn.name, to: toColumn.name, years: years ?? null, codes };
}

/** The map that is for `year`; undefined where none is. */
export function mapFor(maps: readonly CodeMap[], year: number): CodeMap | undefined {
  return maps.find(({ years }) => years === null || (year >= years[0] && year <= years[1]));
}
