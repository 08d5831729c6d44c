/**
 * Decides what a column is from all its cells, and makes it. A column is numeric when every cell that is
 * not missing is a number and none looks like a code (see `cells`); otherwise it is text, every cell as it was written
 * but for surrounding white space. Works on distinct cells, so that a reader hands over a dictionary, not every string.
 */

import { type Column, MISSING_CODE } from "../../base/columns.js";
import { type Note, note } from "../../base/messages.js";
import { TABLE_NOTES } from "../messages.js";
import { type CellKind, cellKind, hasDecimalComma, parseNumber, trimCell } from "./cells.js";
import { compareCodePoints } from "./code-point.js";
import type { CellDictionary } from "./dictionary.js";
import { isDigits, quotedNote } from "./quoted-digits.js";
import { DEFAULT_RULES, type TypingRules } from "./typing-rules.js";

/** A column with its type, and what was done or is suspect. */
export interface TypedColumn {
  readonly column: Column;
  readonly notes: readonly Note[];
}

/** How many distinct values a note quotes. */
const QUOTED = 6;

/** Column `name` of a dictionary of cells, under `rules`. */
export function typeColumn(name: string, dictionary: CellDictionary, rules: TypingRules = DEFAULT_RULES): TypedColumn {
  const trimmed = dictionary.cells.map(trimCell);
  const kinds = trimmed.map((cell) => cellKind(cell, rules.missing));
  const isText = rules.text !== undefined || kinds.some((kind) => kind === "text" || kind === "code");
  if (isText) return textColumn(name, dictionary, trimmed, kinds, rules);
  const first = rules.quoted === true ? firstDigits(dictionary, trimmed, kinds) : undefined;
  if (first === undefined) return numericColumn(name, dictionary.codes, trimmed, kinds);
  const { column, notes } = textColumn(name, dictionary, trimmed, kinds, rules);
  const count = kinds.reduce((sum, kind, k) => sum + (kind === "missing" ? 0 : dictionary.counts[k]!), 0);
  return { column, notes: [...notes, quotedNote(name, count, first)] };
}

/** The first cell that is not missing, where all of these are digits alone; undefined otherwise. */
function firstDigits(
  { firstRows }: CellDictionary,
  trimmed: readonly string[],
  kinds: readonly CellKind[],
): string | undefined {
  let first: number | undefined;
  for (const [k, cell] of trimmed.entries()) {
    if (kinds[k] === "missing") continue;
    if (!isDigits(cell)) return undefined;
    if (first === undefined || firstRows[k]! < firstRows[first]!) first = k;
  }
  return first === undefined ? undefined : trimmed[first];
}

function numericColumn(
  name: string,
  codes: Uint32Array,
  trimmed: readonly string[],
  kinds: readonly CellKind[],
): TypedColumn {
  const numbers = Float64Array.from(trimmed, (cell, k) => (kinds[k] === "missing" ? Number.NaN : parseNumber(cell)));
  const values = new Float64Array(codes.length);
  for (let i = 0; i < codes.length; i++) {
    const code = codes[i]!;
    values[i] = code === MISSING_CODE ? Number.NaN : numbers[code]!;
  }
  return { column: { kind: "numeric", name, values }, notes: [] };
}

function textColumn(
  name: string,
  dictionary: CellDictionary,
  trimmed: readonly string[],
  kinds: readonly CellKind[],
  rules: TypingRules,
): TypedColumn {
  const distinct = new Set<string>();
  trimmed.forEach((cell, k) => {
    if (kinds[k] !== "missing") distinct.add(cell);
  });
  const levels = [...distinct].sort(compareCodePoints);
  const codeOf = new Map(levels.map((level, code) => [level, code]));
  const newCode = Uint32Array.from(trimmed, (cell) => codeOf.get(cell) ?? MISSING_CODE);
  const codes = new Uint32Array(dictionary.codes.length);
  for (let i = 0; i < codes.length; i++) {
    const code = dictionary.codes[i]!;
    codes[i] = code === MISSING_CODE ? MISSING_CODE : newCode[code]!;
  }
  return { column: { kind: "text", name, codes, levels }, notes: textNotes(name, dictionary, trimmed, kinds, rules) };
}

/** What was done to, or is suspect in, a text column. Order of the cells quoted: first occurrence. */
function textNotes(
  name: string,
  { cells, counts, firstRows, codes }: CellDictionary,
  trimmed: readonly string[],
  kinds: readonly CellKind[],
  rules: TypingRules,
): Note[] {
  const notes: Note[] = [];
  const select = (keep: (k: number) => boolean) => {
    const picked = cells.flatMap((_, k) => (keep(k) ? [k] : [])).sort((a, b) => firstRows[a]! - firstRows[b]!);
    return { picked, count: picked.reduce((sum, k) => sum + counts[k]!, 0) };
  };
  const of = codes.length;
  const cited = (picked: readonly number[]) => {
    const distinct = [...new Set(picked.map((k) => trimmed[k]!))];
    return { cells: distinct.slice(0, QUOTED), distinct: distinct.length };
  };
  const padded = select((k) => kinds[k] !== "missing" && cells[k] !== trimmed[k]);
  if (padded.count > 0) {
    const { picked, count } = padded;
    notes.push(note(TABLE_NOTES, "trimmed", { column: name, count, of, ...cited(picked) }));
  }
  const markers = select((k) => kinds[k] === "missing" && trimmed[k] !== "");
  if (markers.count > 0) {
    const { picked, count } = markers;
    notes.push(note(TABLE_NOTES, "missing_marker", { column: name, count, of, ...cited(picked) }));
  }
  const numbers = select((k) => kinds[k] === "number" || kinds[k] === "code");
  const others = select((k) => kinds[k] === "text");
  const coded = select((k) => kinds[k] === "code");
  if (rules.text === "declared" && numbers.count > 0 && others.count + coded.count === 0) {
    notes.push(note(TABLE_NOTES, "numbers_as_text", { column: name, count: numbers.count }));
  }
  const first = others.picked[0] ?? coded.picked[0];
  if (first === undefined) return notes;
  const found = { column: name, of, row: firstRows[first]! + 1, got: trimmed[first]! };
  const { count } = others;
  if (count > 0 && others.picked.every((k) => hasDecimalComma(trimmed[k]!))) {
    notes.push(note(TABLE_NOTES, "decimal_comma", { ...found, count, whole: coded.count === 0 }));
  } else if (count > 0 && numbers.count > count) {
    notes.push(note(TABLE_NOTES, "mostly_numeric", { ...found, count }));
  } else if (count === 0) {
    notes.push(note(TABLE_NOTES, "codes", { ...found, count: coded.count }));
  }
  return notes;
}
