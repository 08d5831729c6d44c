/**
 * What the user says of cells of a file that declares its types: columns kept as text, cells that are missing.
 */
import { type Column, MISSING_CODE, type NumericColumn, type TextColumn } from "../../base/columns.js";
import { type Note, note } from "../../base/messages.js";
import { TABLE_NOTES } from "../messages.js";
import { cellKind, trimCell } from "../table/cells.js";
import { type CellOptions, type TypingRules, typingRules } from "../table/typing.js";
import { numericColumn, textColumn } from "./build-columns.js";

/** The columns as `options` want them, and what is to be said. Throws DataError `unknown_column`. */
export function withCellOptions(columns: readonly Column[], options: CellOptions, source: string) {
  const rules = typingRules(
    options,
    columns.map(({ name }) => name),
    source,
  );
  const marked = options.missing !== undefined;
  const notes: Note[] = [];
  const done = columns.map((column, k) => {
    const kept = marked ? withoutMarkers(column, rules[k]!, notes) : column;
    if (kept.kind === "text") notes.push(...numbersNote(kept, rules[k]!));
    return kept.kind === "numeric" && rules[k]!.text === "asked" ? asText(kept) : kept;
  });
  return { columns: done, notes };
}

function asText({ name, values, facts }: NumericColumn): TextColumn {
  const distinct = [...new Set(values)].filter((value) => !Number.isNaN(value));
  const codeOf = new Map(distinct.map((value, code) => [value, code]));
  const codes = Uint32Array.from(values, (value) => codeOf.get(value) ?? MISSING_CODE);
  return textColumn(name, distinct.map(String), codes, facts);
}

/** `column` with markers of missing cells taken for what they are. */
function withoutMarkers(column: Column, { missing }: TypingRules, notes: Note[]): Column {
  const isMarker = (cell: string) => cell !== "" && missing.has(trimCell(cell));
  const found = new Map<string, number>();
  const count = (cell: string) => found.set(trimCell(cell), (found.get(trimCell(cell)) ?? 0) + 1);
  const kept = column.kind === "text" ? textKept(column, isMarker, count) : numbersKept(column, isMarker, count);
  if (found.size === 0) return column;
  const cells = [...found.keys()];
  const total = [...found.values()].reduce((sum, each) => sum + each, 0);
  const of = column.kind === "text" ? column.codes.length : column.values.length;
  const facts = { column: column.name, count: total, of, cells: cells.slice(0, SHOWN), distinct: cells.length };
  notes.push(note(TABLE_NOTES, "missing_marker", facts));
  return kept;
}

/** Cells of a marker that a note shows. */
const SHOWN = 6;

type Marker = (cell: string) => boolean;

function textKept({ name, levels, codes, facts }: TextColumn, isMarker: Marker, count: (cell: string) => void): Column {
  const marked = levels.map(isMarker);
  for (const code of codes) if (code !== MISSING_CODE && marked[code]) count(levels[code]!);
  const cells = levels.map((level, code) => (marked[code] ? "" : level));
  return textColumn(name, cells, codes, facts);
}

function numbersKept({ name, values, facts }: NumericColumn, isMarker: Marker, count: (cell: string) => void): Column {
  const kept = values.map((value) => {
    if (Number.isNaN(value) || !isMarker(String(value))) return value;
    count(String(value));
    return Number.NaN;
  });
  return numericColumn(name, kept, facts);
}

/** Text whose cells are all numbers may have been meant as such. */
function numbersNote({ name, levels, codes }: TextColumn, { text, missing }: TypingRules): Note[] {
  if (text === "asked" || levels.length === 0) return [];
  if (!levels.every((level) => cellKind(trimCell(level), missing) === "number")) return [];
  const count = codes.reduce((sum, code) => sum + (code === MISSING_CODE ? 0 : 1), 0);
  return [note(TABLE_NOTES, "numbers_as_text", { column: name, count })];
}
