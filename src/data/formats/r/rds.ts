/**
 * Files of R: one object (.rds), or several with their names (.RData, .rda). A data frame of them is read.
 */
import type { FileFacts } from "../../../base/columns.js";
import { NotSupported } from "../../../base/errors.js";
import { type Note, note } from "../../../base/messages.js";
import { withCellOptions } from "../cell-options.js";
import { chosenColumns } from "../choose-columns.js";
import type { FileContent, FileHead, Format, FormatOptions } from "../format.js";
import type { ByteSource } from "../source.js";
import { type FoundFrame, foundFrames } from "./found-frames.js";
import { type Frame, frameColumn, frameOf } from "./frame.js";
import { R_NOTES } from "./messages.js";
import { attributesOf, type RTexts } from "./objects.js";

export const R_DATA: Format = { options: ["encoding", "sheet"], columns, read, sheets };

async function sheets(source: ByteSource): Promise<readonly string[]> {
  return (await foundFrames(source, {})).names;
}

async function columns(source: ByteSource, options: FormatOptions): Promise<FileHead> {
  const found = await foundFrames(source, options);
  const frame = frameOf(found.frame.object, source.name);
  return { facts: factsOf(found), columns: frame.names.map((name) => ({ name })), nRows: frame.nRows };
}

async function read(source: ByteSource, options: FormatOptions): Promise<FileContent> {
  const found = await foundFrames(source, options);
  const frame = frameOf(found.frame.object, source.name);
  const file = source.name;
  requireRows(frame, file);
  const chosen = new Set(
    chosenColumns(
      frame.names.map((name) => ({ name })),
      options.columns,
      file,
    ).map(({ name }) => name),
  );
  const built = frame.names.flatMap((name, k) => (chosen.has(name) ? [frameColumn(frame, k, source)] : []));
  const typed = withCellOptions(
    built.map(({ column }) => column),
    frame.names,
    options,
    file,
  );
  return {
    facts: factsOf(found),
    columns: typed.columns,
    notes: [
      ...frameNotes(found, frame, options),
      ...found.textNotes,
      ...built.flatMap(({ notes }) => notes),
      ...typed.notes,
    ],
  };
}

function requireRows({ nRows, names }: Frame, file: string): void {
  if (names.length > 0 && nRows > 0) return;
  throw new NotSupported("r_no_rows", `${file}: the data frame has ${names.length === 0 ? "no columns" : "no rows"}.`, {
    got: 0,
    expected: names.length === 0 ? "columns" : "rows",
  });
}

const factsOf = ({ frame, names, format }: FoundFrame): FileFacts => ({
  format,
  ...(frame.name !== "" && { sheet: frame.name }),
  ...(names.length > 0 && { sheets: names }),
});

function frameNotes({ frame, names: objects }: FoundFrame, { object }: Frame, { sheet }: FormatOptions): Note[] {
  const notes: Note[] = [];
  if (sheet === undefined && objects.length > 1)
    notes.push(note(R_NOTES, "r_object_chosen", { object: frame.name, objects }));
  const rows = attributesOf(object).get("row.names");
  if (rows?.type !== "character" || isNumbered(rows)) return notes;
  const first = rows.cells[rows.codes[0]!];
  if (first !== undefined) notes.push(note(R_NOTES, "r_row_names", { first }));
  return notes;
}

/** Whether names of rows say no more than their numbers. */
const isNumbered = ({ cells, codes, count }: RTexts): boolean =>
  cells[codes[0]!] === "1" && cells[codes[count - 1]!] === String(count);
