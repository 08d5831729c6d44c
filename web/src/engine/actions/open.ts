/** Files that are opened: read on this machine, their columns described, their rows shown. */

import { noteText } from "../../../../src/base/messages.js";
import type { FormatOptions } from "../../../../src/data/formats/format.js";
import { type FileSource, readingOf } from "../../../../src/study/inputs/data-source.js";
import type { OpenedFile, Reading } from "../../protocol.js";
import type { Action } from "../action.js";
import { cellsOf, columnFacts, uncounted } from "../columns.js";
import { customsRoles } from "../customs.js";
import type { Desk } from "../desk.js";
import { firstRows } from "../first-rows.js";

/** Rows shown of a file. */
const HEAD = 50;
/** Cells of a file whose columns are counted while it is opened: it takes some tenths of a second. */
const COUNTED_AT_ONCE = 2_000_000;

export const open: Action<"open"> = async (desk, { name, file, options }, report) => {
  desk.lay(name, file);
  report({ fraction: 0, rows: null });
  try {
    const first = await firstRows(file, name, HEAD);
    if (first !== null) report(first.rows);
    const onProgress = (fraction: number): void => {
      const rows = first === null ? null : Math.round(fraction * first.inAll);
      report({ fraction, rows });
    };
    await desk.table(name, options, { onProgress, signal: desk.signal });
    return await opened(desk, name, options);
  } catch (error) {
    desk.forget(name);
    throw error;
  }
};

export const reread: Action<"reread"> = (desk, { name, source }) => opened(desk, name, optionsOf(source));

const optionsOf = (source: Reading | null): FormatOptions =>
  source === null ? {} : readingOf(source as FileSource).options;

async function opened(desk: Desk, name: string, options: FormatOptions = {}): Promise<OpenedFile> {
  const table = await desk.table(name, options);
  const isSmall = table.nRows * table.columns.length <= COUNTED_AT_ONCE;
  return {
    name,
    rows: table.nRows,
    bytes: table.source.bytes,
    sha256: table.source.sha256,
    columns: isSmall ? columnFacts(table) : uncounted(table),
    head: table.columns.map((column) => cellsOf(column, 0, Math.min(HEAD, table.nRows))),
    notes: table.notes.map((note) => noteText(note, "en")),
    customs: customsRoles(table),
  };
}

export const count: Action<"count"> = async (desk, { name, source, columns }) =>
  columnFacts(await desk.table(name, optionsOf(source)), columns);

export const rows: Action<"rows"> = async (desk, { name, from, to }) => {
  const table = await desk.table(name);
  return table.columns.map((column) => cellsOf(column, from, Math.min(to, table.nRows)));
};

export const forget: Action<"forget"> = async (desk, { name }) => {
  desk.forget(name);
  return null;
};
