/**
 * What a fit noted itself: notes on reading the files stand in a section of their own, once, not beneath
 * every table.
 */
import type { Note } from "../../base/messages.js";
import type { Table } from "../../data/table/table.js";

/** The notes of a record that its table did not have when it was read. */
export function ownNotes(notes: readonly Note[], { notes: read }: Pick<Table, "notes">): Note[] {
  const known = new Set(read.map(({ code, message }) => `${code} ${message}`));
  return notes.filter(({ code, message }) => !known.has(`${code} ${message}`));
}
