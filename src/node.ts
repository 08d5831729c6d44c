/** The library on Node: everything of the browser-safe entry, and files. */

import { type ReadOptions, readTable as read } from "./data/files/read-table.js";
import { type PanelTable, withPanel } from "./data/panel/panel.js";

export { listSheets, readHead } from "./data/files/read-table.js";
export * from "./index.js";
export { bringHome } from "./sql/bring-home.js";
export type { SqlEngine } from "./sql/engine.js";
export type { SqlSource } from "./sql/frame.js";
export { type OpenOptions, openSqlEngine, sqlSource } from "./sql/open.js";
export { type Asked, Queries } from "./sql/queries.js";
export type { StreamQualityOptions, StreamQualityRecord } from "./sql/stream-options.js";
export { type StreamQualityResult, streamQuality } from "./sql/stream-quality.js";
export { sqlBootstrap } from "./sql/verbs/bootstrap.js";
export { sqlDid } from "./sql/verbs/did.js";
export { sqlEventStudy } from "./sql/verbs/event-study.js";
export { sqlFeols } from "./sql/verbs/feols.js";
export { sqlGroupDifference } from "./sql/verbs/group-difference.js";
export type { EngineOptions } from "./sql/verbs/model.js";
export { sqlPlacebo } from "./sql/verbs/placebo.js";
export { sqlQuality } from "./sql/verbs/quality.js";
export type { ReadOptions };

/** Reads a data file; the table has a `.panel({ unit, time })` method. See `data/files/read-table`. */
export async function readTable(path: string, options: ReadOptions = {}): Promise<PanelTable> {
  return withPanel(await read(path, options));
}
