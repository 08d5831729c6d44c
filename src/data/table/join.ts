/**
 * Two tables side by side by equal keys, text or numbers: rows of the left one, each with the one row of the
 * right one that has its keys. What matches nothing is counted on both sides. Keys that are missing match nothing.
 */
import { type Column, MISSING_CODE } from "../../base/columns.js";
import { DataError, UsageError } from "../../base/errors.js";
import { keyCodes, keyText } from "./join-keys.js";
import { makeTable, selectRows, type Table } from "./table.js";

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
export interface Joined {
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
