/** Columns that a program made: what they hold is looked at once, before a table is made of them. */
import { type Column, MISSING_CODE, type TextColumn } from "../base/columns.js";
import { DataError } from "../base/errors.js";
import { argument } from "../declare/checked.js";
import { type AnyShape, listOf, requireShape, type Shape, shape, text, words } from "../declare/shape.js";

const NUMBERS = shape("a Float64Array, as Float64Array.from(list)", (value) => value instanceof Float64Array);
const CODES = shape("a Uint32Array, one code a row", (value) => value instanceof Uint32Array);

/** The parts of a column, by its kind. */
const PARTS: Readonly<Record<Column["kind"], Readonly<Record<string, AnyShape>>>> = {
  numeric: { name: text, values: NUMBERS },
  text: { name: text, codes: CODES, levels: listOf(text) },
};

const columnShape: Shape<Column> = {
  words: 'a column, such as { kind: "numeric", name: "x", values: Float64Array.of(1, 2) }',
  fits: (value) => typeof value === "object" && value !== null && "kind" in value,
  inside: (column: Column, at) => {
    requireShape(words("numeric", "text"), column.kind, `${at}.kind`);
    for (const [part, is] of Object.entries(PARTS[column.kind])) {
      requireShape(is, column[part as keyof Column], `${at}.${part}`);
    }
    if (column.kind === "text") requireCodes(column, at);
  },
};

/** Throws DataError `column_codes` for a code without a level. */
function requireCodes({ name, codes, levels }: TextColumn, at: string): void {
  const row = codes.findIndex((code) => code >= levels.length && code !== MISSING_CODE);
  if (row < 0) return;
  throw new DataError(
    "column_codes",
    `${at}: column '${name}' has code ${codes[row]} in row ${row + 1}: codes are below ${levels.length}, the number of levels, and ${MISSING_CODE} where missing.`,
    { got: codes[row], expected: levels.length, column: name, row: row + 1 },
  );
}

/** Columns of a table. */
export const columns = argument("columns", listOf(columnShape));
