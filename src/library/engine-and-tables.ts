/** The engine, and tables and panels of what is in memory, as callers have them: what the build of feols alone has, too. */
import type { Column } from "../base/columns.js";
import type { Note } from "../base/messages.js";
import {
  type PanelTable,
  panel as panelOf,
  parseCsv as parse,
  withPanel as tableWithPanel,
} from "../data/panel/panel.js";
import type { CsvSource } from "../data/table/csv.js";
import type { CsvOptions } from "../data/table/csv-head.js";
import { type Table, type TableSource, makeTable as tableOf } from "../data/table/table.js";
import { argument, checked, optional } from "../declare/checked.js";
import { closed, column, either, listOf, looked, made, named, text, words, yes } from "../declare/shape.js";
import { type EngineOptions, loadEngine as load } from "../engine/kernels/engine.js";
import { keysShape } from "../regression/option-shapes.js";
import { table } from "../verbs/argument-kinds.js";
import { columns } from "./columns.js";

export const loadEngine = checked("loadEngine", load, () => [
  optional(
    argument("options", closed<EngineOptions>({ threads: looked(), build: words("simd", "shared"), wasm: looked() })),
  ),
]);

const keys = argument("keys", keysShape);

export const panel = checked("panel", panelOf, () => [table, keys]);

/** `table`, whose method `panel` is checked as the function is. */
export const checkedPanel = (made: PanelTable): PanelTable =>
  Object.freeze({ ...made, panel: checked("panel", made.panel, () => [keys]) });

const texts = listOf(text);
const names = listOf(column);
const csvOptions = closed<CsvOptions>({
  text: names,
  numeric: names,
  numericNames: yes,
  missing: either(texts, named(texts, column)),
  delimiter: words(",", ";", "\t", "|"),
});

export const parseCsv = checked(
  "parseCsv",
  (written: string, options?: CsvOptions, source?: CsvSource): PanelTable =>
    checkedPanel(parse(written, options, source)),
  () => [
    argument("text", text),
    optional(argument("options", csvOptions)),
    optional(argument("source", closed<CsvSource>({ name: text, sha256: text }))),
  ],
);

export const withPanel = checked(
  "withPanel",
  (of: Table) => checkedPanel(tableWithPanel(of)),
  () => [table],
);

export const makeTable = checked(
  "makeTable",
  tableOf as (columns: readonly Column[], source: TableSource, notes?: readonly Note[]) => Table,
  () => [
    columns,
    argument(
      "source",
      made<TableSource>('where it comes from, such as { name: "mine", bytes: 0, sha256: null }', "name"),
    ),
    optional(argument("notes", listOf(made<Note>("a note", "code", "message")))),
  ],
);
