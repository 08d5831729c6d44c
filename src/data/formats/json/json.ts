/**
 * JSON (.json) and records of it, one a line (.ndjson, .jsonl).
 */
import type { FileFacts } from "../../../base/columns.js";
import { DataError } from "../../../base/errors.js";
import { type Note, note } from "../../../base/messages.js";
import { withCellOptions } from "../cell-options.js";
import { chosenColumns } from "../choose-columns.js";
import type { FileContent, FileHead, Format, FormatOptions } from "../format.js";
import type { ByteSource } from "../source.js";
import { JSON_NOTES } from "./messages.js";
import { type JsonTable, readJson } from "./tables.js";

export const JSON_DATA: Format = { options: [], columns, read };

const LINES = /\.(ndjson|jsonl)$/i;

const facts: FileFacts = { format: "JSON", encoding: "utf-8" };

async function columns(source: ByteSource): Promise<FileHead> {
  const table = await tableIn(source);
  return { facts, columns: table.columns.map(({ name }) => ({ name })), nRows: table.nRows };
}

async function read(source: ByteSource, options: FormatOptions): Promise<FileContent> {
  const table = await tableIn(source);
  const { nRows } = table;
  const chosen = chosenColumns(table.columns, options.columns, source.name);
  table.density.require(chosen.length * nRows);
  const built = chosen.map((column) => column.build(nRows));
  const names = table.columns.map(({ name }) => name);
  const typed = withCellOptions(
    built.map(({ column }) => column),
    names,
    options,
    source.name,
  );
  return {
    facts,
    columns: typed.columns,
    notes: [...memberNotes(table), ...built.flatMap(({ notes }) => notes), ...typed.notes],
  };
}

/** Throws as `readJson`, and DataError `json_no_rows`. */
async function tableIn(source: ByteSource): Promise<JsonTable> {
  const table = await readJson(source, LINES.test(source.name));
  if (table.columns.length > 0 && table.nRows > 0) return table;
  throw new DataError("json_no_rows", `${source.name} has no records with values.`, { got: 0, expected: "records" });
}

const memberNotes = ({ member, others }: JsonTable): Note[] =>
  member === undefined ? [] : [note(JSON_NOTES, "json_member", { member, others })];
