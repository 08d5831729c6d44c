/** The library on Node: everything of the browser-safe entry, and files. */

export type { ReadOptions } from "./data/files/read-table.js";
export * from "./index.js";
export {
  bringHome,
  listSheets,
  openSqlEngine,
  readHead,
  readTable,
  sqlBootstrap,
  sqlDid,
  sqlEventStudy,
  sqlFeols,
  sqlGroupDifference,
  sqlPlacebo,
  sqlQuality,
  sqlSource,
  streamQuality,
} from "./library/node.js";
export type { SqlEngine } from "./sql/engine.js";
export type { SqlSource } from "./sql/frame.js";
export type { OpenOptions } from "./sql/open.js";
export { type Asked, Queries } from "./sql/queries.js";
export type { StreamQualityOptions, StreamQualityRecord } from "./sql/stream-options.js";
export type { StreamQualityResult } from "./sql/stream-quality.js";
export type { EngineOptions } from "./sql/verbs/model.js";
