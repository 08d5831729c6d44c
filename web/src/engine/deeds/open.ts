/** A file that is opened: read on this machine, its columns described. */
import { noteText } from "../../../../src/report/messages/notes.js";
import { cellsOf, columnFacts } from "../columns.js";
import type { Deed } from "../deeds.js";

/** Rows shown of a file. */
const HEAD = 50;

export const open: Deed<"open"> = async (desk, { name, file, options }, report) => {
  desk.lay(name, file);
  report({ fraction: 0, rows: null });
  try {
    const table = await desk.table(name, options);
    report({ fraction: 1, rows: table.nRows });
    return {
      name,
      rows: table.nRows,
      bytes: file.size,
      sha256: table.source.sha256,
      columns: columnFacts(table),
      head: table.columns.map((column) => cellsOf(column, Math.min(HEAD, table.nRows))),
      notes: table.notes.map((note) => noteText(note, "en")),
    };
  } catch (error) {
    desk.forget(name);
    throw error;
  }
};

export const forget: Deed<"forget"> = async (desk, { name }) => {
  desk.forget(name);
  return null;
};
