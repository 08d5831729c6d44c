/**
 * Product codes as the run uses them: brought to one revision, one unit of quantity each, and their first
 * digits as columns of their own. The codes as recorded are kept beside them.
 */
import { columnFlag } from "../../../base/column-names.js";
import { type Column, compareCodePoints, MISSING_CODE, type TextColumn } from "../../../base/columns.js";
import { didYouMean, listed } from "../../../base/did-you-mean.js";
import { DataError, UsageError } from "../../../base/errors.js";
import { type Table, withColumns } from "../../../data/table/table.js";
import { formatNumber } from "../../../data/table/write-csv.js";
import { type Concordance, type Keys, PREFIXES } from "../options.js";
import type { Sample } from "../sample.js";

/** What a concordance did. */
export interface Recoded {
  readonly concordances: readonly { readonly name: string; readonly years: readonly [number, number] | null }[];
  /** Rows whose code changed, and rows a concordance is for that lacks their code: they keep it. */
  readonly rows_changed: number;
  readonly rows_unknown: number;
  /** Codes that a concordance lacks, at most ten. */
  readonly unknown: readonly string[];
  readonly codes_before: number;
  readonly codes_after: number;
}

/** The name of the column that keeps codes as recorded. */
export const recordedName = (product: string): string => `${product}_as_recorded`;

/** The table with the codes of `product` translated by the map that is for the row's year; codes as recorded beside them. */
export function recode(
  table: Table,
  product: string,
  year: string,
  maps: readonly CodeMap[],
): { table: Table; recoded: Recoded } {
  const column = codesOf(table, product);
  const years = table.numeric(year);
  const unknown = new Set<string>();
  const [counts, labels] = [{ changed: 0, unknown: 0 }, new Map<string, number>()];
  const translated = maps.map((map) => column.levels.map((level) => map.codes.get(level.trim())));
  const codes = new Uint32Array(table.nRows);
  for (let i = 0; i < codes.length; i++) {
    const code = column.codes[i]!;
    const map = mapFor(maps, years[i]!);
    if (code === MISSING_CODE) {
      codes[i] = MISSING_CODE;
      continue;
    }
    const level = column.levels[code]!;
    const to = map === undefined ? level : translated[maps.indexOf(map)]![code];
    if (to === undefined) {
      counts.unknown++;
      unknown.add(level);
    } else if (to !== level) counts.changed++;
    codes[i] = numberOf(labels, to ?? level);
  }
  const made = sortedText(product, codes, labels);
  return {
    table: withColumns(table, [made, { ...column, name: recordedName(product) }]),
    recoded: {
      concordances: maps.map(({ name, years: range }) => ({ name, years: range })),
      rows_changed: counts.changed,
      rows_unknown: counts.unknown,
      unknown: [...unknown].sort(compareCodePoints).slice(0, 10),
      codes_before: column.levels.length,
      codes_after: made.levels.length,
    },
  };
}

/** The code of a product that was split by unit, `code (unit)`; other texts as they are. */
export const codeWithoutUnit = (product: string): string => product.replace(/ \(.*\)$/s, "");

/** The table with each product in several units made several products, `code (unit)`; and how many there were. */
export function splitByUnit(table: Table, product: string, unit: string): { table: Table; nSplit: number } {
  const [codesColumn, units] = [codesOf(table, product), table.column(unit)];
  const unitsOf = new Map<number, Set<string>>();
  const unitText = (row: number): string => cellText(units, row) ?? "no unit";
  for (let i = 0; i < table.nRows; i++) {
    const code = codesColumn.codes[i]!;
    if (code === MISSING_CODE) continue;
    const known = unitsOf.get(code);
    if (known === undefined) unitsOf.set(code, new Set([unitText(i)]));
    else known.add(unitText(i));
  }
  const several = new Set([...unitsOf].filter(([, known]) => known.size > 1).map(([code]) => code));
  if (several.size === 0) return { table, nSplit: 0 };
  const labels = new Map<string, number>();
  const codes = codesColumn.codes.map((code, i) => {
    if (code === MISSING_CODE) return code;
    const level = codesColumn.levels[code]!;
    return numberOf(labels, several.has(code) ? `${level} (${unitText(i)})` : level);
  });
  const recorded = recordedName(product);
  const kept = table.has(recorded) ? [] : [{ ...codesColumn, name: recorded }];
  return { table: withColumns(table, [sortedText(product, codes, labels), ...kept]), nSplit: several.size };
}

/** The table with columns `hs2`, `hs4`, `hs6` that `keys` name and it lacks: first digits of the product codes. */
export function withPrefixes(table: Table, product: string | undefined, keys: readonly string[]): Table {
  const wanted = [...new Set(keys)].filter((key) => !table.has(key) && Object.hasOwn(PREFIXES, key));
  if (wanted.length === 0 || product === undefined) return table;
  const column = codesOf(table, product);
  return withColumns(
    table,
    wanted.map((key) => {
      const labels = new Map<string, number>();
      const ofLevel = column.levels.map((level) => numberOf(labels, level.slice(0, PREFIXES[key]!)));
      const codes = column.codes.map((code) => (code === MISSING_CODE ? code : ofLevel[code]!));
      return sortedText(key, codes, labels);
    }),
  );
}

/** Product codes as text. Throws DataError `product_not_text`: codes read as numbers have lost their leading zeros. */
export function codesOf(table: Table, product: string): TextColumn {
  const column: Column = table.column(product);
  if (column.kind === "text") return column;
  throw new DataError(
    "product_not_text",
    `Column '${product}' holds numbers: codes such as 030285 would have lost their zero. Read it as text (${columnFlag("text-columns", product)}), ` +
      "or from a file whose codes have their zeros.",
    { got: "numbers", expected: "text", column: product },
  );
}

function numberOf(labels: Map<string, number>, label: string): number {
  const known = labels.get(label);
  if (known !== undefined) return known;
  labels.set(label, labels.size);
  return labels.size - 1;
}

/** A text column of `codes` into the labels, levels sorted by code point. */
function sortedText(name: string, codes: Uint32Array, labels: ReadonlyMap<string, number>): TextColumn {
  const levels = [...labels.keys()].sort(compareCodePoints);
  const place = new Uint32Array(levels.length);
  levels.forEach((level, at) => {
    place[labels.get(level)!] = at;
  });
  return { kind: "text", name, codes: codes.map((code) => (code === MISSING_CODE ? code : place[code]!)), levels };
}

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

// Product codes from one revision of the Harmonized System to another.

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
