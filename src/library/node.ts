/** What reads files and rows that stay with engines, as callers on Node have it. */

import {
  readHead as head,
  type ReadOptions,
  readTable as read,
  listSheets as sheets,
} from "../data/files/read-table.js";
import type { FileHead } from "../data/formats/format.js";
import { type PanelTable, withPanel } from "../data/panel/panel.js";
import { optionsArgument } from "../declare/check.js";
import { argument, checked, checkedBy, optional } from "../declare/checked.js";
import { host, type Options } from "../declare/option.js";
import { callback, closed, column, listOf, made, number, type Shape, signal, text } from "../declare/shape.js";
import { keysShape } from "../regression/option-shapes.js";
import { bringHome as home } from "../sql/bring-home.js";
import type { SqlEngine } from "../sql/engine.js";
import type { SqlSource } from "../sql/frame.js";
import { type OpenOptions, openSqlEngine as open, sqlSource as sourceOf } from "../sql/open.js";
import type { Queries } from "../sql/queries.js";
import { streamQuality as stream } from "../sql/stream-quality.js";
import { sqlBootstrap as bootstrap } from "../sql/verbs/bootstrap.js";
import { sqlDid as did } from "../sql/verbs/did.js";
import { sqlEventStudy as eventStudy } from "../sql/verbs/event-study.js";
import { sqlFeols as feols } from "../sql/verbs/feols.js";
import { sqlGroupDifference as groupDifference } from "../sql/verbs/group-difference.js";
import type { EngineOptions } from "../sql/verbs/model.js";
import { sqlPlacebo as placebo } from "../sql/verbs/placebo.js";
import { sqlQuality as quality } from "../sql/verbs/quality.js";
import { streamOptions } from "../trade/quality/options.js";
import { qualityVerb } from "../trade/quality/verb.js";
import { engine, formula } from "../verbs/argument-kinds.js";
import { bootstrapVerb } from "../verbs/bootstrap/verb.js";
import { didVerb } from "../verbs/did/design/verb.js";
import { eventStudyVerb } from "../verbs/event-study/verb.js";
import { feolsVerb } from "../verbs/feols/verb.js";
import { groupDifferenceVerb } from "../verbs/group-difference/verb.js";
import { placeboVerb } from "../verbs/placebo/verb.js";
import { contextOptions, formatOptions } from "./data.js";
import { checkedPanel } from "./engine-and-tables.js";

// Files.

const path = argument("path", text);
const reading = optional(argument("options", closed<ReadOptions>({ ...formatOptions, ...contextOptions })));

/** Reads a data file; the table has a `.panel({ unit, time })` method. See `data/files/read-table`. */
async function tableOf(path: string, options: ReadOptions = {}): Promise<PanelTable> {
  return checkedPanel(withPanel(await read(path, options)));
}

export const readTable = checked("readTable", tableOf, () => [path, reading]);
export const readHead = checked(
  "readHead",
  async (at: string, options?: ReadOptions): Promise<FileHead> => head(at, options),
  () => [path, reading],
);
export const listSheets = checked(
  "listSheets",
  async (at: string): Promise<readonly string[] | undefined> => sheets(at),
  () => [path],
);

// Engines.

const sqlEngine = argument(
  "engine",
  made<SqlEngine>("a database, as await openSqlEngine(address) gives", "query", "dialect"),
);
const source = argument(
  "source",
  made<SqlSource>("rows of an engine, as await sqlSource(engine, table) gives", "engine", "relation"),
);

export const openSqlEngine = checked("openSqlEngine", open, () => [
  argument("address", text),
  optional(argument("options", closed<OpenOptions>({ memory: number, temp: text, signal }))),
]);
export const sqlSource = checked("sqlSource", sourceOf, () => [
  sqlEngine,
  argument("data", text),
  optional(argument("signal", signal)),
]);
export const bringHome = checked("bringHome", home, () => [
  argument(
    "queries",
    made<Queries>("the statements of a result, as new Queries(engine) has them", "engine", "statements"),
  ),
  source,
  optional(
    argument(
      "options",
      closed<{ readonly names?: readonly string[]; readonly most?: number }>({ names: listOf(column), most: number }),
    ),
  ),
]);

/** What verbs on an engine take beside their own options. */
const beside = {
  signal: host<AbortSignal>("stops the computation once it is aborted", signal),
  onProgress: host<NonNullable<EngineOptions["onProgress"]>>("called as the computation goes on", callback()),
  onStatement: host<NonNullable<EngineOptions["onStatement"]>>(
    "called with every statement when it was answered",
    callback(),
  ),
};

const optionsWith = (own: Options) => optionsArgument({ ...own, ...beside });
const keys = argument("keys", keysShape);

const {
  plan: _plan,
  solver: _solver,
  clusterDiagnostics: _diagnostics,
  onEstimate: _need,
  ...pushed
} = feolsVerb.options;

export const sqlFeols = checkedBy("sqlFeols", feols, () => [engine, source, formula, optionsWith(pushed)]);
export const sqlBootstrap = checkedBy("sqlBootstrap", bootstrap, () => [
  engine,
  source,
  formula,
  optionsWith(bootstrapVerb.options),
]);
export const sqlGroupDifference = checkedBy("sqlGroupDifference", groupDifference, () => [
  engine,
  source,
  formula,
  optionsWith(groupDifferenceVerb.options),
]);
export const sqlPlacebo = checkedBy("sqlPlacebo", placebo, () => [
  engine,
  source,
  formula,
  optionsWith(placeboVerb.options),
]);
export const sqlDid = checkedBy("sqlDid", did, () => [engine, source, keys, formula, optionsWith(didVerb.options)]);
export const sqlEventStudy = checkedBy("sqlEventStudy", eventStudy, () => [
  engine,
  source,
  keys,
  formula,
  optionsWith(eventStudyVerb.options),
]);

export const sqlQuality = checkedBy("sqlQuality", quality, () => [
  engine,
  source,
  optionsWith({
    ...qualityVerb.options,
    missing: host<readonly string[]>("texts that are missing", listOf(text)),
    schema: host<string>("a schema the engine may write into", text),
  }),
]);

const formats = Object.fromEntries(
  Object.entries(formatOptions).map(([name, is]) => [name, host(`of the file: ${name}`, is as Shape<unknown>)]),
);

export const streamQuality = checkedBy("streamQuality", stream, () => [
  engine,
  path,
  optionsArgument({ ...qualityVerb.options, ...streamOptions, ...formats, rows: host<string>("where rows go", text) }),
]);
