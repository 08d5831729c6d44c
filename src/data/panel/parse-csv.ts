/**
 * CSV text to a table that makes a panel of itself, as files give on Node.
 */
import { type CsvSource, parseCsv as parse } from "../table/csv.js";
import type { CsvOptions } from "../table/csv-head.js";
import { type PanelTable, withPanel } from "./panel.js";

/**
 * The table written in `text`, with a method `.panel({ unit, time })`. Throws what `table/csv` throws: DataError `csv_no_header`,
 * `csv_no_rows`, `csv_duplicate_name`, `csv_ragged`, `csv_quotes`, `csv_newlines`, `decimal_comma`, `unknown_column`.
 */
export function parseCsv(text: string, options: CsvOptions = {}, source: CsvSource = {}): PanelTable {
  return withPanel(parse(text, options, source));
}
