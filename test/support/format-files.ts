/**
 * Reads files of golden folders through their format, and shows columns as plain values for comparison.
 */
import { readFileSync } from "node:fs";
import { type Column, MISSING_CODE } from "../../src/base/columns.js";
import type { Format, FormatOptions, ReadContext } from "../../src/data/formats/format.js";
import { type ByteSource, bytesSource } from "../../src/data/formats/source.js";

/** For formats without kernels. */
export const NO_ENGINE: ReadContext = {
  engine: async () => {
    throw new Error("this format has no kernels");
  },
};

const FILES = new URL("../golden/files/", import.meta.url);

export const goldenBytes = (path: string): Uint8Array => new Uint8Array(readFileSync(new URL(path, FILES)));

export const goldenSource = (path: string): ByteSource => bytesSource(path, goldenBytes(path));

export const goldenJson = <T>(path: string): T => JSON.parse(readFileSync(new URL(path, FILES), "utf8")) as T;

export const readGolden = (format: Format, path: string, options: FormatOptions = {}) =>
  format.read(goldenSource(path), options, NO_ENGINE);

/** The cells of a column, null where missing. */
export const cellsOf = (column: Column): (number | string | null)[] =>
  column.kind === "numeric"
    ? Array.from(column.values, (value) => (Number.isNaN(value) ? null : value))
    : Array.from(column.codes, (code) => (code === MISSING_CODE ? null : column.levels[code]!));

/** The missing codes of a column by row. */
export function codesOf({ facts }: Column): Record<string, string> {
  const { names, rows, codes } = facts?.missingCodes ?? { names: [], rows: [], codes: [] };
  return Object.fromEntries(Array.from(rows, (row, i) => [String(row), names[codes[i]!]!]));
}
