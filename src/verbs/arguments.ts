/**
 * What functions of verbs take before their options, by the declarations of verbs: the library's functions are checked by it, and the
 * calls of a worker, whose verbs are elsewhere.
 */
import type { Panel } from "../data/panel/panel.js";
import type { Table } from "../data/table/table.js";
import { openOptions, optionsArgument } from "../declare/check.js";
import { type AnyArgument, type Argument, argument } from "../declare/checked.js";
import type { Options } from "../declare/option.js";
import { type AnyShape, looked, type Shape, shape, text } from "../declare/shape.js";
import type { Engine } from "../engine/kernels/engine.js";
import type { ModelSpec } from "../formula/spec.js";
import type { Declaration } from "./verb.js";

const has = (value: unknown, ...keys: readonly string[]): boolean =>
  typeof value === "object" && value !== null && keys.every((key) => key in value);

const isTable = (value: unknown): boolean => has(value, "nRows", "columns", "column", "numeric");
const isPanel = (value: unknown): boolean => has(value, "table", "order") && isTable((value as Panel).table);

const ROWS = "columns in memory, as readTable, parseCsv and makeTable give";

export const tableShape: Shape<Table> = shape(`a table (${ROWS})`, isTable);
export const panelShape: Shape<Panel> = shape('a panel, as table.panel({ unit: "city", time: "year" }) gives', isPanel);
const dataShape: Shape<Table | Panel> = shape(
  `a table or a panel (${ROWS})`,
  (value) => isTable(value) || isPanel(value),
);
const formulaShape: Shape<string | ModelSpec> = shape(
  'a formula in a text, such as "y ~ x | city + year", or one that is parsed',
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

const orNull = (given: AnyArgument): AnyArgument => ({
  ...given,
  shape: shape(`${given.shape.words}, or null`, (value) => value === null || given.shape.fits(value)),
});

const LED: Readonly<Record<Declaration["takes"], readonly AnyArgument[]>> = {
  table: [data],
  panel: [panel],
  "event-path": [argument<unknown>("source", looked<unknown>())],
  nothing: [],
};

/** What a declaration says of what its verb takes. */
export type Taken = Pick<
  Declaration,
  "takes" | "tableAlone" | "second" | "formula" | "textAlone" | "alone" | "readsTexts" | "options"
>;

/** What a verb takes behind the engine: data, a second table, a formula, and its options, to which `more` belong. */
export function argumentsOf(
  { takes, tableAlone, second, formula: isGiven, textAlone, alone, readsTexts, options }: Taken,
  more: Options = {},
): readonly AnyArgument[] {
  const written: AnyShape = textAlone ? text : formulaShape;
  const before: readonly AnyArgument[] = [
    ...(tableAlone ? [table] : LED[takes]),
    ...(second === undefined ? [] : [argument(second.flag, tableShape)]),
    ...(isGiven === null || takes === "event-path" ? [] : [{ ...formula, shape: written }]),
  ];
  const own = { ...options, ...more };
  return [...(alone ? before.map(orNull) : before), readsTexts ? openOptions(own) : optionsArgument(own)];
}
