/**
 * Rows of earlier runs, from the JSON files `--json` wrote: a long run can be done in pieces.
 */
import { readFileSync } from "node:fs";
import { DataError } from "../../src/base/errors.js";
import type { StampedRow } from "../row.js";

/** All rows of the files in turn; a row measured again replaces the earlier one, in its place. Throws DataError. */
export function readRows(files: readonly string[]): StampedRow[] {
  const rows = new Map<string, StampedRow>();
  for (const file of files) for (const row of rowsOf(file)) rows.set(keyOf(row), row);
  return [...rows.values()];
}

const keyOf = ({ suite, problem, backend, threads }: StampedRow): string =>
  [suite, problem, backend, threads].join(" ");

function rowsOf(file: string): StampedRow[] {
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(file, "utf8"));
  } catch (cause) {
    const message = `File '${file}' can't be read as rows: ${(cause as Error).message}; give files written by --json.`;
    throw new DataError("cannot_read_rows", message, { got: file }, { cause });
  }
  if (Array.isArray(content) && content.every(isRow)) return content;
  throw new DataError("no_rows", `File '${file}' does not hold rows of the bench; give files written by --json.`, {
    got: file,
    expected: "an array of rows with suite, problem, backend, ms, machine",
  });
}

function isRow(value: unknown): value is StampedRow {
  if (typeof value !== "object" || value === null) return false;
  const row = value as Partial<StampedRow>;
  const texts = [row.suite, row.problem, row.backend, row.machine, row.date];
  return texts.every((text) => typeof text === "string") && typeof row.ms === "number";
}
