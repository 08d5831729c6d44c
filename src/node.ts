/** The library on Node: everything of the browser-safe entry, and files. */

import { type ReadOptions, readTable as read } from "./data/files/read-table.js";
import { type PanelTable, withPanel } from "./data/panel/panel.js";

export { listSheets, readHead } from "./data/files/read-table.js";
export * from "./index.js";
export type { StreamQualityOptions, StreamQualityRecord } from "./sql/stream-options.js";
export { type StreamQualityResult, streamQuality } from "./sql/stream-quality.js";
export type { ReadOptions };

/** Reads a data file; the table has a `.panel({ unit, time })` method. See `data/files/read-table`. */
export async function readTable(path: string, options: ReadOptions = {}): Promise<PanelTable> {
  return withPanel(await read(path, options));
}
