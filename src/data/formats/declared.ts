/**
 * What the options of a reader do to a column whose type the file declares: text is as it stands, missing where it is a marker that was
 * asked for; numbers become text where that was asked.
 */
import { type Column, MISSING_CODE, type NumericColumn, type TextColumn } from "../../base/columns.js";
import { type Note, note } from "../../base/messages.js";
import { TABLE_NOTES } from "../messages.js";
import { cellKind, trimCell } from "../table/cells.js";
import { type CellOptions, type TypedColumn, type TypingRules, typingRules } from "../table/typing.js";
import { TextGatherer, textColumn } from "./build-columns.js";

/**
 * `columns`, those chosen among `names`, under `options`. Throws DataError `unknown_column` for an option on a column that is not among
 * `names`.
 */
export function declaredColumns(
  columns: readonly Column[],
  names: readonly string[],
  options: CellOptions,
  file: string,
): TypedColumn[] {
  const rules = typingRules(options, names, file);
  const place = new Map(names.map((name, k) => [name, k]));
  return columns.map((column) => declared(column, rules[place.get(column.name)!]!, options.missing !== undefined));
}

function declared(column: Column, rules: TypingRules, marked: boolean): TypedColumn {
  if (column.kind === "numeric") return { column: rules.text === "asked" ? asText(column) : column, notes: [] };
  const kept = marked ? withoutMarkers(column, rules) : { column, notes: [] };
  return { column: kept.column, notes: [...kept.notes, ...numbersNote(kept.column, rules)] };
}

/** Numbers as text, with the fewest digits that are theirs. */
function asText({ name, values, facts }: NumericColumn): TextColumn {
  const texts = new TextGatherer(values.length);
  for (const value of values) texts.add(Number.isNaN(value) ? null : String(value));
  return texts.build(name, facts);
}

/** Cells of a marker that a note shows. */
const SHOWN = 6;

function withoutMarkers(column: TextColumn, { missing }: TypingRules): { column: TextColumn; notes: Note[] } {
  const { name, levels, codes, facts } = column;
  const markers = levels.filter((level) => missing.has(trimCell(level)));
  if (markers.length === 0) return { column, notes: [] };
  const kept = levels.map((level) => (missing.has(trimCell(level)) ? "" : level));
  const count = codes.reduce((sum, code) => sum + Number(code !== MISSING_CODE && kept[code] === ""), 0);
  const said = { column: name, count, of: codes.length, cells: markers.slice(0, SHOWN), distinct: markers.length };
  return { column: textColumn(name, kept, codes, facts), notes: [note(TABLE_NOTES, "missing_marker", said)] };
}

/** Text whose cells are all numbers may have been meant as such. */
function numbersNote({ name, levels, codes }: TextColumn, { text, missing }: TypingRules): Note[] {
  if (text === "asked" || levels.length === 0) return [];
  if (!levels.every((level) => cellKind(trimCell(level), missing) === "number")) return [];
  const count = codes.reduce((sum, code) => sum + Number(code !== MISSING_CODE), 0);
  return [note(TABLE_NOTES, "numbers_as_text", { column: name, count })];
}
