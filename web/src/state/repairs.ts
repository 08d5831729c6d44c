/** Columns of numbers with cells that are none: the ways to read them, as the data source of a study says it. Pure. */
import type { Edit, MixedCells, Reading } from "../protocol.js";

/** Cells that mean missing in every file, unless a column says otherwise. */
const USUAL = ["NA", "N/A", "NaN", ".", "null"];

/** A data source as the study has it: a path, or a file with how it is read. */
export type Source = string | Reading;

/** Reads the cells that are no numbers as missing: the column is a number. */
export function asMissing(name: string, source: Source, column: string, { cells }: MixedCells): Edit[] {
  const before = keysOf(source).missing;
  const byColumn = typeof before === "object" && before !== null && !Array.isArray(before) ? before : {};
  const common = Array.isArray(before) ? (before as readonly string[]) : USUAL;
  return [changed(name, source, { missing: { ...byColumn, [column]: [...new Set([...common, ...cells])] } })];
}

/** Keeps the column as text, and says so: it is asked about no more. */
export function asText(name: string, source: Source, column: string): Edit[] {
  const before = keysOf(source).text;
  const text = Array.isArray(before) ? (before as readonly string[]) : [];
  return [changed(name, source, { text: [...new Set([...text, column])] })];
}

/** Whether the study says how the column is read. */
export function isRepaired(source: Source | undefined, column: string): boolean {
  const { missing, text } = source === undefined ? {} : keysOf(source);
  return (Array.isArray(text) && text.includes(column)) || (isMap(missing) && Object.hasOwn(missing, column));
}

const keysOf = (source: Source): Readonly<Record<string, unknown>> => (typeof source === "string" ? {} : source);
const isMap = (value: unknown): value is object => typeof value === "object" && value !== null && !Array.isArray(value);

const changed = (name: string, source: Source, keys: Readonly<Record<string, unknown>>): Edit => ({
  path: ["data", name],
  value: { ...(typeof source === "string" ? { file: source } : source), ...keys },
});
