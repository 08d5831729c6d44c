/** The library on Node: everything of the browser-safe entry, and files. */
import { type PanelTable, withPanel } from "./panel/panel.js";
import { readTable as read } from "./table/node/read-table.js";

export * from "./index.js";

/** Reads a .csv or .csv.gz file; the table has a `.panel({ unit, time })` method. See `table/node/read-table`. */
export async function readTable(path: string): Promise<PanelTable> {
  return withPanel(await read(path));
}
