/**
 * Decides what a column is from all its cells, and makes it. A column is numeric when every cell that is
 * not missing is a number and none looks like a code (see `cells`); otherwise it is text, every cell as it was written
 * but for surrounding white space. Works on distinct cells, so that a reader hands over a dictionary, not every string.
 */
import { type Column, compareCodePoints, MISSING_CODE } from "../../base/columns.js";
import { didYouMeanOrKnown } from "../../base/did-you-mean.js";
import { DataError } from "../../base/errors.js";
import { type Note, note } from "../../base/messages.js";
import { TABLE_NOTES } from "../messages.js";
import { type CellKind, cellKind, hasDecimalComma, MISSING_MARKERS, parseNumber, trimCell } from "./cells.js";

// What a reader's options say of each column: whether it is kept as text, and which cells are missing. Knows nothing
// of files or of how cells are typed.

/** Options on the meaning of cells, the same for every format. */
export interface CellOptions {
  /** Columns kept as text although they look like numbers. */
  readonly text?: readonly string[];
  /** Columns of digits in quotes that are numbers all the same (text files). */
  readonly numeric?: readonly string[];
  /**
   * Cells read as missing: for all columns, or by column (the others keep the default). Replaces MISSING_MARKERS; an
   * empty cell is always missing. `{ country: [] }` keeps Namibia's "NA".
   */
  readonly missing?: readonly string[] | Readonly<Record<string, readonly string[]>>;
}

/** How one column is typed. */
export interface TypingRules {
  /** Text whatever its cells are: by the user's wish, or because the file declares it so. */
  readonly text: "asked" | "declared" | undefined;
  /** Trimmed cells that are missing. */
  readonly missing: ReadonlySet<string>;
  /** Whether the column is text if all its cells are digits: every one of them stands in quotes. */
  readonly quoted?: boolean;
}

const markerSet = (markers: readonly string[]): ReadonlySet<string> => new Set(["", ...markers.map(trimCell)]);

const DEFAULT_MARKERS = markerSet(MISSING_MARKERS);

/** The rules of a column nothing was said about. */
export const DEFAULT_RULES: TypingRules = { text: undefined, missing: DEFAULT_MARKERS };

/** The rules of each of `names`, in their order. Throws DataError `unknown_column` for an option on any other column. */
export function typingRules(options: CellOptions, names: readonly string[], source: string): TypingRules[] {
  const { text = [], numeric = [], missing = MISSING_MARKERS } = options;
  const byColumn = isList(missing) ? {} : missing;
  const common = isList(missing) ? markerSet(missing) : DEFAULT_MARKERS;
  for (const name of [...text, ...numeric, ...Object.keys(byColumn)]) {
    if (names.includes(name)) continue;
    throw unknownColumn(name, names, source);
  }
  return names.map((name) => ({
    text: text.includes(name) ? "asked" : undefined,
    missing: Object.hasOwn(byColumn, name) ? markerSet(byColumn[name]!) : common,
  }));
}

/** DataError `unknown_column`: the file has no such column. */
export const unknownColumn = (name: string, names: readonly string[], source: string): DataError =>
  new DataError("unknown_column", `${source} has no column '${name}'${didYouMeanOrKnown(name, "columns", names)}`, {
    got: name,
    expected: names,
  });

const isList = (missing: NonNullable<CellOptions["missing"]>): missing is readonly string[] => Array.isArray(missing);

// Whether digits in quotes are codes or numbers. A program that quotes text and leaves numbers bare (R's write.csv,
// Stata's export delimited with quote, pandas' QUOTE_NONNUMERIC) says by a quote that "85010024" is a code. One that
// quotes every cell says nothing: there the cells decide, as they do without quotes. Knows nothing of how files are
// read.

/** Names of codes, whatever else the file quotes: hs8, HS_code, cn8, isic, firm_code. */
const CODE_NAME = /(^|[_. -])(hs|hts|cn|sitc|isic|naics)[_. -]?\d*($|[_. -])|code$/i;
/** A column called a year holds numbers, however a program came to write them as text. */
const YEAR_NAME = /year|年|^yr$/i;

const DIGITS = /^[0-9]+$/;

/** SQL pattern of such a cell, spaces around it included. */
export const QUOTED_DIGITS = " *[0-9]+ *";

/** Whether a trimmed cell is digits and nothing else. */
export const isDigits = (cell: string): boolean => DIGITS.test(cell);

/** The rules of columns once it is known which have numbers outside quotes (`CsvScanner.bareNumbers`). */
export function quotedRules(
  rules: readonly TypingRules[],
  names: readonly string[],
  bareNumbers: Uint8Array,
  { numeric = [] }: CellOptions,
): TypingRules[] {
  const selective = bareNumbers.includes(1);
  return rules.map((rule, k) => {
    const name = names[k]!;
    const isKnown = rule.text !== undefined || numeric.includes(name) || YEAR_NAME.test(name);
    const quoted = bareNumbers[k] === 0 && !isKnown && (selective || CODE_NAME.test(name));
    return quoted ? { ...rule, quoted } : rule;
  });
}

/** The note on a column of digits in quotes that is kept as text. */
export const quotedNote = (column: string, count: number, got: string): Note =>
  note(TABLE_NOTES, "quoted_digits", { column, count, got });

/** The note on columns whose digits are all in quotes and are numbers, in a file that has none outside quotes. */
export function allQuotedNotes(
  columns: readonly { readonly name: string; readonly kind: string }[],
  bareNumbers: Uint8Array,
  quotedCells: Uint8Array,
): Note[] {
  if (bareNumbers.includes(1)) return [];
  const names = columns.filter(({ kind }, k) => kind === "numeric" && quotedCells[k] === 1).map(({ name }) => name);
  if (names.length === 0) return [];
  return [note(TABLE_NOTES, "all_quoted", { columns: names })];
}

/** A column as read, before it has a type. The same cell may stand twice in `cells`. */
export interface CellDictionary {
  /** Distinct cells as written, untrimmed. */
  readonly cells: readonly string[];
  /** Rows that hold each cell. */
  readonly counts: ArrayLike<number>;
  /** Row (0-based) in which each cell first occurs. */
  readonly firstRows: ArrayLike<number>;
  /** Index into `cells` for every row; MISSING_CODE is an empty cell. */
  readonly codes: Uint32Array;
  /** The places of `cells` by code points, where the reader knows it. */
  readonly order?: Uint32Array;
}

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
  const levels = sortedLevels(dictionary, trimmed, kinds);
  const codeOf = new Map(levels.map((level, code) => [level, code]));
  const newCode = Uint32Array.from(trimmed, (cell) => codeOf.get(cell) ?? MISSING_CODE);
  const codes = new Uint32Array(dictionary.codes.length);
  for (let i = 0; i < codes.length; i++) {
    const code = dictionary.codes[i]!;
    codes[i] = code === MISSING_CODE ? MISSING_CODE : newCode[code]!;
  }
  return { column: { kind: "text", name, codes, levels }, notes: textNotes(name, dictionary, trimmed, kinds, rules) };
}

/** The distinct cells that are not missing, by code points. */
function sortedLevels(
  { cells, order }: CellDictionary,
  trimmed: readonly string[],
  kinds: readonly CellKind[],
): string[] {
  const isPlain = order !== undefined && cells.every((cell, k) => cell === trimmed[k]);
  const distinct = new Set<string>();
  for (let i = 0; i < cells.length; i++) {
    const k = isPlain ? order[i]! : i;
    if (kinds[k] !== "missing") distinct.add(trimmed[k]!);
  }
  return isPlain ? [...distinct] : [...distinct].sort(compareCodePoints);
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
