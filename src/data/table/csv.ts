/**
 * CSV text to a table, in memory and on any host: for the browser, and as the yardstick of the file reader,
 * which must give the same table. Files larger than a string are for `data/files`.
 */

import { makeSheet, type Sheet } from "./cells.js";
import { ColumnBuilder } from "./column-builder.js";
import {
  type CsvOptions,
  type Delimiter,
  detectDelimiter,
  firstRecord,
  HEAD_LENGTH,
  headerNames,
  noDataRows,
  refuseDecimalCommas,
} from "./csv-head.js";
import { CsvScanner } from "./csv-scan.js";
import { makeTable, type Table } from "./table.js";
import { allQuotedNotes, quotedRules, typingRules } from "./typing.js";

/** What the text came from, for messages and provenance. */
export interface CsvSource {
  readonly name?: string;
  readonly sha256?: string;
}

/** Characters the header must end in. */
const HEADER_LENGTH = 4 * HEAD_LENGTH;

/**
 * The table written in `text` (a byte order mark is ignored).
 * Throws DataError: `csv_no_header`, `csv_no_rows`, `csv_duplicate_name`, `csv_ragged`, `csv_quotes`, `csv_newlines`,
 * `decimal_comma`, `unknown_column` (an option names a column that is not there).
 */
export function parseCsv(text: string, options: CsvOptions = {}, source: CsvSource = {}): Table {
  const name = source.name ?? "The text";
  const sheet = makeSheet(text.startsWith("\ufeff") ? text.slice(1) : text);
  const delimiter = options.delimiter ?? detectDelimiter(sheet.text, true);
  const head = sheet.text.slice(0, HEADER_LENGTH);
  const header = firstRecord(head, delimiter, head.length === sheet.text.length, name);
  const { names, notes } = headerNames(header, name);
  const rules = typingRules(options, names, name);
  const builders = names.map((column, k) => new ColumnBuilder(sheet, column, rules[k]!));
  const { records, bareNumbers, quotedCells } = fill(builders, sheet, delimiter, name);
  if (records === 1) throw noDataRows(name);
  const quoted = quotedRules(rules, names, bareNumbers, options);
  const again = builders.map((builder, k) =>
    builder.incomplete || quoted[k]!.quoted === true ? builder.forText(quoted[k]!) : undefined,
  );
  if (again.some((builder) => builder !== undefined)) fill(again, sheet, delimiter, name);
  const typed = builders.map((builder, k) => (again[k] ?? builder).build());
  refuseDecimalCommas(typed, rules, delimiter, name);
  return makeTable(
    typed.map(({ column }) => column),
    { name, bytes: new TextEncoder().encode(text).length, sha256: source.sha256 ?? null },
    [
      ...notes,
      ...typed.flatMap((column) => column.notes),
      ...allQuotedNotes(
        typed.map(({ column }) => column),
        bareNumbers,
        quotedCells,
      ),
    ],
  );
}

/** Gives every cell below the header to the builder of its column, if there is one. Returns the scanner at the file's end. */
function fill(
  builders: readonly (ColumnBuilder | undefined)[],
  sheet: Sheet,
  delimiter: Delimiter,
  source: string,
): CsvScanner {
  const nColumns = builders.length;
  let k = -nColumns;
  const scanner: CsvScanner = new CsvScanner(source, delimiter, (start, end, doubled) => {
    if (k >= 0) builders[k]?.add(start, end, doubled);
    if (++k === nColumns) k = 0;
  });
  scanner.push(sheet.units);
  scanner.finish();
  return scanner;
}
