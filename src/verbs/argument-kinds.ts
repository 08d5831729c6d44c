/** Arguments that functions of verbs share: engine, data and formula, known by what they are made of. */
import type { Panel } from "../data/panel/panel.js";
import type { Table } from "../data/table/table.js";
import { type Argument, argument } from "../declare/checked.js";
import { type Shape, shape } from "../declare/shape.js";
import type { Engine } from "../engine/kernels/engine.js";
import type { ModelSpec } from "../formula/spec.js";

const has = (value: unknown, ...keys: readonly string[]): boolean =>
  typeof value === "object" && value !== null && keys.every((key) => key in value);

const isTable = (value: unknown): boolean => has(value, "nRows", "columns", "column", "numeric");
const isPanel = (value: unknown): boolean => has(value, "table", "order") && isTable((value as Panel).table);

const ROWS = "as readTable, parseCsv and makeTable give";

export const tableShape: Shape<Table> = shape(`a table (${ROWS})`, isTable);
export const panelShape: Shape<Panel> = shape('a panel, as table.panel({ unit: "city", time: "year" }) gives', isPanel);
const dataShape: Shape<Table | Panel> = shape(
  `a table or a panel (${ROWS})`,
  (value) => isTable(value) || isPanel(value),
);
export const formulaShape: Shape<string | ModelSpec> = shape(
  'a formula, such as "y ~ x | city + year", or one that is parsed',
  (value) => typeof value === "string" || has(value, "call", "terms"),
);

export const engine: Argument<Engine, "required"> = argument(
  "engine",
  shape("an engine, as await loadEngine() gives", (value) => has(value, "run", "scope", "kernels")),
);
export const table = argument("table", tableShape);
export const panel = argument("panel", panelShape);
export const data = argument("data", dataShape);
export const formula = argument("formula", formulaShape);
