/**
 * Two tables side by side by equal keys, text or numbers: rows of the left one, each with the one row of the
 * right one that has its keys. What matches nothing is counted on both sides. Keys that are missing match nothing.
 */
import { type Column, MISSING_CODE } from "../../base/columns.js";
import { DataError, UsageError } from "../../base/errors.js";
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
  const codeOf = new Map<number, number>();
  // a Map takes -0 for 0, and NaN is missing before it is asked
  const number = (column: Column, next: (value: number) => number): Uint32Array => {
    const values = column.kind === "numeric" ? column.values : new Float64Array(0);
    return Uint32Array.from(values, (value) => (Number.isNaN(value) ? MISSING_CODE : next(value)));
  };
  const codes = number(right, (value) => coded(codeOf, value));
  return { left: number(left, (value) => codeOf.get(value) ?? MISSING_CODE), right: codes };
}

/** Codes of pairs of codes; only pairs of the right table have one. */
function pair(a: KeyCodes, b: KeyCodes): KeyCodes {
  // the left table may hold levels that no row of the right one does: their codes, too, must be below the width
  const most = (codes: Uint32Array): number =>
    codes.reduce((high, code) => (code === MISSING_CODE ? high : Math.max(high, code)), 0);
  const width = 1 + Math.max(most(b.left), most(b.right));
  const codeOf = new Map<number, number>();
  const combined = (first: Uint32Array, second: Uint32Array, code: (key: number) => number): Uint32Array =>
    first.map((own, row) => {
      const other = second[row]!;
      return own === MISSING_CODE || other === MISSING_CODE ? MISSING_CODE : code(own * width + other);
    });
  const right = combined(a.right, b.right, (key) => coded(codeOf, key));
  return { left: combined(a.left, b.left, (key) => codeOf.get(key) ?? MISSING_CODE), right };
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
    `Key '${left.name}' holds ${words[left.kind]}, and '${right.name}' of the other table ${words[right.kind]}${example === undefined ? "" : ` (such as '${example}' in the one that is text)`}: no row would match. Read both as text (--text-columns ${left.name}), with the same spelling.`,
    { got: [left.kind, right.kind], expected: "one type", columns: [left.name, right.name] },
  );
}

/** A key: one name in both tables, or a name in each. */
export type JoinKey = string | { readonly left: string; readonly right: string };

export interface JoinOptions {
  readonly on: readonly JoinKey[];
  /** `left` (default) keeps every row of the left table, `inner` those that match. */
  readonly how?: "left" | "inner";
  /** Columns taken from the right table; default all but its keys. */
  readonly take?: readonly string[];
}

/** Rows by what became of them. Right rows are `unmatched` when no left row has their keys. */
export interface JoinRecord {
  readonly how: "left" | "inner";
  readonly on: readonly { readonly left: string; readonly right: string }[];
  readonly with: string;
  readonly with_sha256: string | null;
  readonly taken: readonly string[];
  readonly left: { readonly rows: number; readonly matched: number; readonly unmatched: number };
  readonly right: { readonly rows: number; readonly matched: number; readonly unmatched: number };
  readonly rows: number;
}

/** The joined table, rows in the order of the left one, and the counts. */
interface Joined {
  readonly table: Table;
  readonly record: JoinRecord;
}

/**
 * `left` with the columns of `right`, missing where a left row matches none. Throws UsageError `join_keys` without keys;
 * DataError `unknown_column`, `join_key_types`, `join_duplicate` where two rows of `right` have the same keys (naming
 * them), `join_column_taken` where both tables have a column that is no key.
 */
export function joinTables(left: Table, right: Table, options: JoinOptions): Joined {
  const { how = "left" } = options;
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
  const rowOf = new Map<number, number>();
  codes.right.forEach((code, row) => {
    if (code === MISSING_CODE) return;
    const first = rowOf.get(code);
    if (first !== undefined)
      throw duplicate(
        right,
        keys.map((key) => key.right),
        [first, row],
      );
    rowOf.set(code, row);
  });
  const rightRows = Array.from(codes.left, (code) => rowOf.get(code) ?? -1);
  const kept = [...rightRows.keys()].filter((row) => how === "left" || rightRows[row]! >= 0);
  const base = kept.length === left.nRows ? left : selectRows(left, Uint32Array.from(kept));
  const from = kept.map((row) => rightRows[row]!);
  const added = spread(makeTable(columns, right.source), from);
  const matched = rightRows.filter((row) => row >= 0);
  const used = new Set(matched).size;
  return {
    table: makeTable([...base.columns, ...added], left.source, [...left.notes, ...right.notes]),
    record: {
      how,
      on,
      with: right.source.name,
      with_sha256: right.source.sha256,
      taken,
      left: { rows: left.nRows, matched: matched.length, unmatched: left.nRows - matched.length },
      right: { rows: right.nRows, matched: used, unmatched: right.nRows - used },
      rows: kept.length,
    },
  };
}

/** Columns of `right` at rows `from`, missing where that is -1. */
function spread(right: Table, from: readonly number[]): Column[] {
  const places = [...from.keys()].filter((i) => from[i]! >= 0);
  const present = selectRows(
    right,
    Uint32Array.from(places, (i) => from[i]!),
  );
  return present.columns.map((column): Column => {
    if (column.kind === "numeric") {
      const values = new Float64Array(from.length).fill(Number.NaN);
      places.forEach((i, j) => {
        values[i] = column.values[j]!;
      });
      return { ...column, values };
    }
    const codes = new Uint32Array(from.length).fill(MISSING_CODE);
    places.forEach((i, j) => {
      codes[i] = column.codes[j]!;
    });
    return { ...column, codes };
  });
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
    `${right.source.name} has the key ${key} twice, in rows ${rows[0] + 1} and ${rows[1] + 1}; a join takes one row a key: aggregate it first, or join on more columns.`,
    { got: key, expected: "one row a key", rows: rows.map((row) => row + 1) },
  );
}
