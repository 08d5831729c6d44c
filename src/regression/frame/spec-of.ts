/**
 * The model a formula describes for a table, whose columns' names its patterns stand for.
 */

import type { Panel } from "../../data/panel/panel.js";
import type { Table } from "../../data/table/table.js";
import { parseFormula } from "../../formula/parser.js";
import type { ModelSpec } from "../../formula/spec.js";

/** `formula` itself where it is a ModelSpec. Throws as `parseFormula`. */
export function specOf(formula: string | ModelSpec, data: Table | Panel): ModelSpec {
  if (typeof formula !== "string") return formula;
  return parseFormula(formula, { columns: ("table" in data ? data.table : data).names });
}
