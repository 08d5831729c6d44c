/**
 * Layer table. CSV text to a table, in memory and on any host: for the browser, and as the yardstick of the file reader,
 * which must give the same table. Files larger than a string belong to `table/node`.
 */
import {
  type CsvOptions,
  cellText,
  codeUnits,
  columnsKeptAsText,
  detectDelimiter,
  headerNames,
  noDataRows,
} from "./csv-head.js";
import { CsvScanner } from "./csv-scan.js";
import { DictionaryBuilder } from "./dictionary.js";
import { makeTable, type Table } from "./table.js";
import { typeColumn } from "./typing.js";

/** What the text came from, for messages and provenance. */
export interface CsvSource {
  readonly name?: string;
  readonly sha256?: string;
}

/**
 * The table written in `text` (a byte order mark is ignored).
 * Throws DataError: `csv_no_header`, `csv_no_rows`, `csv_duplicate_name`, `csv_ragged`, `csv_quotes`, `csv_newlines`,
 * `unknown_column` (an option names a column that is not there).
 */
export function parseCsv(text: string, options: CsvOptions = {}, source: CsvSource = {}): Table {
  const name = source.name ?? "The text";
  const body = text.startsWith("\ufeff") ? text.slice(1) : text;
  const { header, columns } = splitCsv(body, options.delimiter ?? detectDelimiter(body, true), name);
  const { names, notes } = headerNames(header, name);
  if (columns.length === 0) throw noDataRows(name);
  const asText = columnsKeptAsText(options.text ?? [], names, name);
  const typed = columns.map((column, k) => typeColumn(names[k]!, column.build(), asText.has(names[k]!)));
  return makeTable(
    typed.map(({ column }) => column),
    { name, bytes: new TextEncoder().encode(text).length, sha256: source.sha256 ?? null },
    [...notes, ...typed.flatMap((column) => column.notes)],
  );
}

/** The cells of the first record, and of every column below it (no columns if no row follows). */
function splitCsv(text: string, delimiter: string, source: string) {
  const header: string[] = [];
  const columns: DictionaryBuilder[] = [];
  let k = 0;
  const scanner: CsvScanner = new CsvScanner(source, delimiter, (start, end, doubled) => {
    const cell = cellText(text, start, end, doubled);
    if (scanner.columns === 0) {
      header.push(cell);
      return;
    }
    if (columns.length <= k) columns.push(new DictionaryBuilder());
    columns[k]!.add(cell);
    k = k + 1 === scanner.columns ? 0 : k + 1;
  });
  scanner.push(codeUnits(text));
  scanner.finish();
  return { header, columns };
}
