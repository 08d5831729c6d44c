/**
 * Two tables side by side by equal keys, text or numbers: rows of the left one, each with the one row of the
 * right one that has its keys. What matches nothing is counted on both sides. Keys that are missing match nothing.
 */
import { columnFlag } from "../../base/column-names.js";
import { type Column, MISSING_CODE } from "../../base/columns.js";
import { DataError, UsageError } from "../../base/errors.js";
import { appendTables } from "./append.js";
import { makeTable, selectRows, type Table } from "./table.js";
import { formatNumber } from "./write-csv.js";

// Which row of a table has the keys of a row of another: codes a value for one key at a time, then for pairs of codes,
// so that a string is looked at once a level.

/** Columns of one key in both tables. */
interface KeyColumns {
  readonly left: Column;
  readonly right: Column;
}

/** Codes of the rows of both tables: equal where keys are equal; MISSING_CODE where a key is missing or the other lacks it. */
interface KeyCodes {
  readonly left: Uint32Array;
  readonly right: Uint32Array;
}

/** Codes of the combinations of `keys`. Throws DataError `join_key_types` where one is text in one table and numbers in the other. */
function keyCodes(keys: readonly KeyColumns[]): KeyCodes {
  const [first, ...others] = keys.map(oneKey);
  return others.reduce(pair, first!);
}

function oneKey({ left, right }: KeyColumns): KeyCodes {
  if (left.kind !== right.kind) throw keyTypes(left, right);
  if (left.kind === "text" && right.kind === "text") {
    const codeOf = new Map(right.levels.map((level, code) => [level, code]));
    const translated = left.levels.map((level) => codeOf.get(level) ?? MISSING_CODE);
    const codes = left.codes.map((code) => (code === MISSING_CODE ? code : translated[code]!));
    return { left: codes, right: right.codes };
  }
  const numbers = (column: Column): Float64Array => (column.kind === "numeric" ? column.values : new Float64Array(0));
  return numberCodes(numbers(left), numbers(right));
}

/** Codes that an array has room for, whatever the rows. */
const FEW = 2 ** 16;

/** The least of whole numbers and how many there are from it to the largest; infinitely many where one is not whole. */
function rangeOf(values: Float64Array): { readonly least: number; readonly width: number } {
  let least = Number.POSITIVE_INFINITY;
  let most = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    if (Number.isNaN(value)) continue;
    if (!Number.isInteger(value)) return { least: 0, width: Number.POSITIVE_INFINITY };
    if (value < least) least = value;
    if (value > most) most = value;
  }
  return { least, width: Math.max(0, most - least + 1) };
}

/** Codes of numbers: whole ones that lie close together are coded by their distance from the least, others are looked up. */
function numberCodes(left: Float64Array, right: Float64Array): KeyCodes {
  const { least, width } = rangeOf(right);
  if (width <= 4 * right.length + FEW) {
    const place = (value: number): number =>
      value >= least && value - least < width && Number.isInteger(value) ? value - least : MISSING_CODE;
    return { left: Uint32Array.from(left, place), right: Uint32Array.from(right, place) };
  }
  const codeOf = new Map<number, number>();
  // a Map takes -0 for 0, and NaN is missing before it is asked
  const codesOf = (values: Float64Array, next: (value: number) => number): Uint32Array =>
    Uint32Array.from(values, (value) => (Number.isNaN(value) ? MISSING_CODE : next(value)));
  const codes = codesOf(right, (value) => coded(codeOf, value));
  return { left: codesOf(left, (value) => codeOf.get(value) ?? MISSING_CODE), right: codes };
}

/** Codes of the left rows among themselves, whatever the right table has. */
const ownCodes = (keys: readonly KeyColumns[]): Uint32Array =>
  keyCodes(keys.map(({ left }) => ({ left, right: left }))).right;

/** Codes of pairs of codes; only pairs of the right table have one. */
function pair(a: KeyCodes, b: KeyCodes): KeyCodes {
  // the left table may hold levels that no row of the right one does: their codes, too, must be below the width
  const width = Math.max(1, widthOf(b.left), widthOf(b.right));
  const product = Math.max(widthOf(a.left), widthOf(a.right)) * width;
  if (product <= 4 * a.right.length + FEW) return densePair(a, b, width, product);
  const codeOf = new Map<number, number>();
  const combined = (first: Uint32Array, second: Uint32Array, code: (key: number) => number): Uint32Array =>
    first.map((own, row) => {
      const other = second[row]!;
      return own === MISSING_CODE || other === MISSING_CODE ? MISSING_CODE : code(own * width + other);
    });
  const right = combined(a.right, b.right, (key) => coded(codeOf, key));
  return { left: combined(a.left, b.left, (key) => codeOf.get(key) ?? MISSING_CODE), right };
}

/** `pair` where an array has a place for each of `product` pairs. */
function densePair(a: KeyCodes, b: KeyCodes, width: number, product: number): KeyCodes {
  const isThere = new Uint8Array(product);
  const keys = (first: Uint32Array, second: Uint32Array): Uint32Array =>
    first.map((own, row) =>
      own === MISSING_CODE || second[row] === MISSING_CODE ? MISSING_CODE : own * width + second[row]!,
    );
  const right = keys(a.right, b.right);
  for (const key of right) if (key !== MISSING_CODE) isThere[key] = 1;
  const left = keys(a.left, b.left).map((key) => (key !== MISSING_CODE && isThere[key] === 1 ? key : MISSING_CODE));
  return { left, right };
}

/** The code of `value`, the next free one where it is new. */
function coded<T>(codeOf: Map<T, number>, value: T): number {
  const known = codeOf.get(value);
  if (known !== undefined) return known;
  codeOf.set(value, codeOf.size);
  return codeOf.size - 1;
}

/** A key's cells of a row, for people: `city 'Wuhan', year 2012`. */
function keyText(columns: readonly Column[], row: number): string {
  return columns
    .map((column) =>
      column.kind === "numeric"
        ? `${column.name} ${formatNumber(column.values[row]!)}`
        : `${column.name} '${column.codes[row] === MISSING_CODE ? "" : column.levels[column.codes[row]!]}'`,
    )
    .join(", ");
}

function keyTypes(left: Column, right: Column): DataError {
  const text = left.kind === "text" ? left : right;
  const example = text.kind === "text" ? text.levels[0] : undefined;
  const words = { text: "text", numeric: "numbers" } as const;
  return new DataError(
    "join_key_types",
    `Key '${left.name}' holds ${words[left.kind]}, and '${right.name}' of the other table ${words[right.kind]}${example === undefined ? "" : ` (such as '${example}' in the one that is text)`}: no row would match. Read both as text (${columnFlag("text-columns", left.name)}), with the same spelling.`,
    { got: [left.kind, right.kind], expected: "one type", columns: [left.name, right.name] },
  );
}

/** A key: one name in both tables, or a name in each. */
export type JoinKey = string | { readonly left: string; readonly right: string };

/** How many rows of the left and of the right table may have the same keys, as Stata's `merge` has it. */
export const MATCHES = ["m:1", "1:1", "1:m"] as const;
export type Match = (typeof MATCHES)[number];

export interface JoinOptions {
  readonly on: readonly JoinKey[];
  /** `left` (default) keeps every row of the left table, `inner` those that match, `outer` appends those of the right that do not. */
  readonly how?: "left" | "inner" | "outer";
  /** Default `m:1`: one row of the right table a key. `1:m` repeats a row of the left one for every row of the right that matches. */
  readonly match?: Match;
  /** Columns taken from the right table; default all but its keys. */
  readonly take?: readonly string[];
}

/** Rows by what became of them. Right rows are `unmatched` when no left row has their keys. */
export interface JoinRecord {
  readonly how: "left" | "inner" | "outer";
  readonly match: Match;
  readonly on: readonly { readonly left: string; readonly right: string }[];
  readonly with: string;
  readonly with_sha256: string | null;
  readonly taken: readonly string[];
  readonly left: { readonly rows: number; readonly matched: number; readonly unmatched: number };
  readonly right: { readonly rows: number; readonly matched: number; readonly unmatched: number };
  readonly rows: number;
}

/** The joined table, rows in the order of the left one, and the counts. */
export interface Joined {
  readonly table: Table;
  readonly record: JoinRecord;
}

/**
 * `left` with the columns of `right`, missing where a left row matches none. Throws UsageError `join_keys` without keys;
 * DataError `unknown_column`, `join_key_types`, `join_duplicate` where two rows of a table have keys that `match` lets one have (naming
 * them), `join_column_taken` where both tables have a column that is no key.
 */
export function joinTables(left: Table, right: Table, options: JoinOptions): Joined {
  const { how = "left", match = "m:1" } = options;
  const on = options.on.map((key) => (typeof key === "string" ? { left: key, right: key } : key));
  if (on.length === 0) {
    throw new UsageError("join_keys", "A join needs at least one key, such as city,year; none came.", {
      got: 0,
      expected: "at least one column",
    });
  }
  const keys = on.map((key) => ({ left: left.column(key.left), right: right.column(key.right) }));
  const taken = options.take ?? right.names.filter((name) => !on.some((key) => key.right === name));
  const columns = taken.map((name) => right.column(name));
  refuseTaken(left, right, taken);

  const codes = keyCodes(keys);
  if (match !== "m:1")
    requireUnique(
      left,
      keys.map((key) => key.left),
      ownCodes(keys),
    );
  if (match !== "1:m")
    requireUnique(
      right,
      keys.map((key) => key.right),
      codes.right,
    );
  const { leftRows, rightRows, matched } = pairs(codes, how !== "inner");
  const isWhole = leftRows.length === left.nRows && match !== "1:m" && how !== "inner";
  const base = isWhole ? left : selectRows(left, leftRows);
  const added = spread(makeTable(columns, right.source), rightRows);
  const notes = [...left.notes, ...right.notes];
  const joined = makeTable([...base.columns, ...added], left.source, notes);
  const usedRight = new Uint8Array(right.nRows);
  for (const row of rightRows) if (row >= 0) usedRight[row] = 1;
  const rest = how === "outer" ? restOf(right, on, taken, usedRight) : undefined;
  const table = rest === undefined ? joined : withRest(joined, rest);
  const count = (rows: number, own: number) => ({ rows, matched: own, unmatched: rows - own });
  return {
    table,
    record: {
      how,
      match,
      on,
      with: right.source.name,
      with_sha256: right.source.sha256,
      taken,
      left: count(left.nRows, matched),
      right: count(
        right.nRows,
        usedRight.reduce((sum, used) => sum + used, 0),
      ),
      rows: table.nRows,
    },
  };
}

/** Left rows in their order, each beside every right row of its keys (-1 beside one that has none), and how many left rows matched. */
function pairs(codes: KeyCodes, keepAll: boolean) {
  const { starts, rows } = rowsByCode(codes.right);
  const countOf = (code: number): number => (code < starts.length - 1 ? starts[code + 1]! - starts[code]! : 0);
  let nRows = 0;
  let matched = 0;
  for (const code of codes.left) {
    const found = countOf(code);
    if (found > 0) matched++;
    nRows += found > 0 || !keepAll ? found : 1;
  }
  const leftRows = new Uint32Array(nRows);
  const rightRows = new Int32Array(nRows).fill(-1);
  let at = 0;
  codes.left.forEach((code, row) => {
    const found = countOf(code);
    for (let i = 0; i < found; i++) {
      leftRows[at] = row;
      rightRows[at++] = rows[starts[code]! + i]!;
    }
    if (found === 0 && keepAll) leftRows[at++] = row;
  });
  return { leftRows, rightRows, matched };
}

/** The rows of each code in their order, those of code k from `starts[k]` to `starts[k + 1]`. */
function rowsByCode(codes: Uint32Array): { readonly starts: Uint32Array; readonly rows: Uint32Array } {
  const starts = new Uint32Array(widthOf(codes) + 1);
  for (const code of codes) if (code !== MISSING_CODE) starts[code + 1]!++;
  for (let code = 1; code < starts.length; code++) starts[code]! += starts[code - 1]!;
  const next = starts.slice();
  const rows = new Uint32Array(starts.at(-1)!);
  codes.forEach((code, row) => {
    if (code !== MISSING_CODE) rows[next[code]!++] = row;
  });
  return { starts, rows };
}

/** One more than the largest of `codes`, 0 where all are missing. */
function widthOf(codes: Uint32Array): number {
  let width = 0;
  for (const code of codes) if (code !== MISSING_CODE && code >= width) width = code + 1;
  return width;
}

/** The rows of `right` that were not used, their keys called as those of the left table; undefined where there are none. */
function restOf(right: Table, on: JoinRecord["on"], taken: readonly string[], used: Uint8Array): Table | undefined {
  const rows = Uint32Array.from(used.keys()).filter((row) => used[row] === 0);
  if (rows.length === 0) return undefined;
  const keys = on.map((key) => ({ ...right.column(key.right), name: key.left }));
  return selectRows(makeTable([...keys, ...taken.map((name) => right.column(name))], right.source), rows);
}

/** `joined` with the rows of `rest` below; what only one of them has is no news here. */
function withRest(joined: Table, rest: Table): Table {
  const { columns } = appendTables([joined, rest]);
  return makeTable(columns, joined.source, joined.notes);
}

/** Throws DataError `join_duplicate` where two rows have the same keys; missing keys match nothing. */
function requireUnique(table: Table, columns: readonly Column[], codes: Uint32Array): void {
  // 0: not met yet
  const rowAfter = new Uint32Array(widthOf(codes));
  codes.forEach((code, row) => {
    if (code === MISSING_CODE) return;
    if (rowAfter[code] !== 0) throw duplicate(table, columns, [rowAfter[code]! - 1, row]);
    rowAfter[code] = row + 1;
  });
}

/** Columns of `right` at rows `from`, missing where that is -1. */
function spread(right: Table, from: Int32Array): Column[] {
  const places = Uint32Array.from(from.keys()).filter((i) => from[i]! >= 0);
  const present = selectRows(
    right,
    places.map((i) => from[i]!),
  );
  return present.columns.map((column): Column => {
    if (column.kind === "numeric") {
      const values = new Float64Array(from.length).fill(Number.NaN);
      places.forEach((i, j) => {
        values[i] = column.values[j]!;
      });
      return { ...column, values, ...placedFacts(column, places) };
    }
    const codes = new Uint32Array(from.length).fill(MISSING_CODE);
    places.forEach((i, j) => {
      codes[i] = column.codes[j]!;
    });
    return { ...column, codes, ...placedFacts(column, places) };
  });
}

/** The facts of a column whose row j is put in row `places[j]`. */
function placedFacts({ facts }: Column, places: Uint32Array): Pick<Column, "facts"> {
  if (facts?.missingCodes === undefined) return {};
  const { rows, ...codes } = facts.missingCodes;
  return { facts: { ...facts, missingCodes: { ...codes, rows: rows.map((row) => places[row]!) } } };
}

function refuseTaken(left: Table, right: Table, taken: readonly string[]): void {
  const name = taken.find((column) => left.has(column));
  if (name === undefined) return;
  throw new DataError(
    "join_column_taken",
    `Both ${left.source.name} and ${right.source.name} have a column '${name}', which is no key: name the columns to take (--take), or rename one.`,
    { got: name, expected: "distinct names", column: name },
  );
}

function duplicate(right: Table, columns: readonly Column[], rows: readonly [number, number]): DataError {
  const key = keyText(columns, rows[0]);
  return new DataError(
    "join_duplicate",
    `${right.source.name} has the key ${key} twice, in rows ${rows[0] + 1} and ${rows[1] + 1}; a join takes one row a key of it: aggregate it first, or join on more columns.`,
    { got: key, expected: "one row a key", rows: rows.map((row) => row + 1) },
  );
}
