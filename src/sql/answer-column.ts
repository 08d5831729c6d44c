/** What came home of a column: as a column of a table, and at some of its rows. */
import { type Column, compareCodePoints, MISSING_CODE } from "../base/columns.js";
import { numbersAt } from "../base/row-runs.js";
import type { AnswerColumn } from "./engine.js";

/** A column of `values`; NULL is missing. */
export function columnOf(name: string, values: AnswerColumn): Column {
  if (values instanceof Float64Array) return { kind: "numeric", name, values };
  const levels = [...new Set(values.filter((value) => value !== null))].sort(compareCodePoints);
  const codeOf = new Map(levels.map((level, code) => [level, code]));
  const codes = Uint32Array.from(values, (value) => (value === null ? MISSING_CODE : codeOf.get(value)!));
  return { kind: "text", name, levels, codes };
}

/** The values at `places`. */
export function valuesAt<T extends AnswerColumn>(column: T, places: Uint32Array): T;
export function valuesAt(column: AnswerColumn, places: Uint32Array): AnswerColumn {
  return column instanceof Float64Array ? numbersAt(column, places) : Array.from(places, (i) => column[i]!);
}
