/**
 * Which row of a table has the keys of a row of another: codes a value for one key at a time, then for pairs
 * of codes, so that a string is looked at once a level.
 */
import { type Column, MISSING_CODE } from "../../base/columns.js";
import { DataError } from "../../base/errors.js";
import { formatNumber } from "./write-csv.js";

/** Columns of one key in both tables. */
export interface KeyColumns {
  readonly left: Column;
  readonly right: Column;
}

/** Codes of the rows of both tables: equal where keys are equal; MISSING_CODE where a key is missing or the other lacks it. */
export interface KeyCodes {
  readonly left: Uint32Array;
  readonly right: Uint32Array;
}

/** Codes of the combinations of `keys`. Throws DataError `join_key_types` where one is text in one table and numbers in the other. */
export function keyCodes(keys: readonly KeyColumns[]): KeyCodes {
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
export function keyText(columns: readonly Column[], row: number): string {
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
