/**
 * What the user says of cells of a file that declares its types: columns kept as text, cells that are missing. Text is as it stands unless
 * a marker was asked for.
 */
import { type Column, MISSING_CODE, type NumericColumn, type TextColumn } from "../../base/columns.js";
import { type Note, note } from "../../base/messages.js";
import { TABLE_NOTES } from "../messages.js";
import { cellKind, isNumber, parseNumber, trimCell } from "../table/cells.js";
import { numericColumn, textColumn } from "../table/new-columns.js";
import { type CellOptions, type TypingRules, typingRules } from "../table/typing.js";

/**
 * `columns`, those chosen of a file whose columns are called `names`, as `options` want them, and what is to be said. Throws DataError
 * `unknown_column` for an option on a column that is not among `names`.
 */
export function withCellOptions(
  columns: readonly Column[],
  names: readonly string[],
  options: CellOptions,
  file: string,
): { readonly columns: readonly Column[]; readonly notes: readonly Note[] } {
  const rules = typingRules(options, names, file);
  const place = new Map(names.map((name, k) => [name, k]));
  const notes: Note[] = [];
  const done = columns.map((column) => {
    const rule = rules[place.get(column.name)!]!;
    const kept = isMarked(column.name, options) ? withoutMarkers(column, rule, notes) : column;
    if (kept.kind === "text") notes.push(...numbersNote(kept, rule));
    return kept.kind === "numeric" && rule.text === "asked" ? asText(kept) : kept;
  });
  return { columns: done, notes };
}

/** Whether markers of missing cells were asked for in column `name`. */
const isMarked = (name: string, { missing }: CellOptions): boolean =>
  missing !== undefined && (Array.isArray(missing) || Object.hasOwn(missing, name));

/** Numbers as text, with the fewest digits that are theirs. */
function asText({ name, values, facts }: NumericColumn): TextColumn {
  const distinct = [...new Set(values)].filter((value) => !Number.isNaN(value));
  const codeOf = new Map(distinct.map((value, code) => [value, code]));
  const codes = Uint32Array.from(values, (value) => codeOf.get(value) ?? MISSING_CODE);
  return textColumn(name, distinct.map(String), codes, facts);
}

/** Cells of a marker that a note shows. */
const SHOWN = 6;

/** How many cells each marker took. */
type Taken = Map<string, number>;

/** `column` with markers of missing cells taken for what they are. */
function withoutMarkers(column: Column, { missing }: TypingRules, notes: Note[]): Column {
  const taken: Taken = new Map();
  const kept = column.kind === "text" ? textKept(column, missing, taken) : numbersKept(column, missing, taken);
  if (taken.size === 0) return column;
  const cells = [...taken.keys()];
  const count = [...taken.values()].reduce((sum, each) => sum + each, 0);
  const of = column.kind === "text" ? column.codes.length : column.values.length;
  const facts = { column: column.name, count, of, cells: cells.slice(0, SHOWN), distinct: cells.length };
  notes.push(note(TABLE_NOTES, "missing_marker", facts));
  return kept;
}

const take = (taken: Taken, cell: string): unknown => taken.set(cell, (taken.get(cell) ?? 0) + 1);

function textKept({ name, levels, codes, facts }: TextColumn, missing: ReadonlySet<string>, taken: Taken): Column {
  const marker = levels.map((level) => {
    const cell = trimCell(level);
    return missing.has(cell) ? cell : undefined;
  });
  for (const code of codes) {
    const cell = code === MISSING_CODE ? undefined : marker[code];
    if (cell !== undefined) take(taken, cell);
  }
  const cells = levels.map((level, code) => (marker[code] === undefined ? level : ""));
  return textColumn(name, cells, codes, facts);
}

function numbersKept({ name, values, facts }: NumericColumn, missing: ReadonlySet<string>, taken: Taken): Column {
  const markers = new Set([...missing].filter(isNumber).map(parseNumber));
  const kept = values.map((value) => {
    if (!markers.has(value)) return value;
    take(taken, String(value));
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
