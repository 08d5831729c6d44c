/**
 * How a column is stored: numbers in the smallest type that has every one of them exactly, text in as many bytes as its longest, dates and
 * times that came from Stata as its counts again.
 */
import {
  type Column,
  type ColumnFacts,
  MISSING_CODE,
  type MissingCodes,
  type TextColumn,
} from "../../../../base/columns.js";
import { DataError } from "../../../../base/errors.js";
import { type Note, note } from "../../../../base/messages.js";
import { countOf, daysOf, millisecondsOf } from "../dates.js";
import { DTA_NOTES } from "../messages.js";
import { codeName, LONGEST_STR, type NumberType, releaseOf, type StorageType, typeName } from "../releases.js";

/** A column as it is written. */
export type Stored =
  | {
      readonly kind: NumberType;
      readonly values: Float64Array;
      readonly missingCodes: MissingCodes | undefined;
      /** Their numbers, by name. */
      readonly numbers: ReadonlyMap<string, number>;
    }
  | { readonly kind: "str"; readonly codes: Uint32Array; readonly levels: readonly Uint8Array[] }
  | { readonly kind: "strL"; readonly codes: Uint32Array; readonly levels: readonly Uint8Array[] };

export interface Storage {
  readonly type: StorageType;
  readonly format: string;
  readonly stored: Stored;
  readonly notes: readonly Note[];
}

const { limits } = releaseOf(118, "");
const TYPES = ["byte", "int", "long", "float", "double"] as const;
const LIMITS = Object.fromEntries(TYPES.map((type) => [type, limits(type).largest])) as Record<NumberType, number>;

/** Throws DataError `dta_zero` for text with a character that ends text in Stata. */
export function storageOf(column: Column, source: string): Storage {
  if (column.kind === "numeric") return numbers(column.name, column.values, column.facts, false);
  const counts = countsOf(column);
  return counts === undefined ? text(column, source) : numbers(column.name, counts, column.facts, true);
}

/** The counts of a column of dates or times, by Stata's format or another file's word; undefined for any other, or where a text is none of these. */
function countsOf({ codes, levels, facts }: TextColumn): Float64Array | undefined {
  const count = countOf(stataFormat(facts)?.format ?? momentFormat(facts) ?? "");
  if (count === undefined || count.kind === "period" || /^str/.test(facts?.stored ?? "")) return undefined;
  const numbers = Float64Array.from(
    levels,
    count.kind === "date" ? daysOf : (level) => millisecondsOf(level, count.leap),
  );
  if (numbers.some(Number.isNaN)) return undefined;
  return Float64Array.from(codes, (code) => (code === MISSING_CODE ? Number.NaN : numbers[code]!));
}

/** Type and format of a column that was stored by Stata. */
export function stataFormat(
  facts: ColumnFacts | undefined,
): { readonly type: string; readonly format: string } | undefined {
  const [, type, format] = /^(byte|int|long|float|double|str\d+|strL) (%.{1,55})$/.exec(facts?.stored ?? "") ?? [];
  return type === undefined || format === undefined ? undefined : { type, format };
}

function numbers(name: string, values: Float64Array, facts: ColumnFacts | undefined, dated: boolean): Storage {
  const kind = smallestType(values);
  const letters = codeNumbers(facts ?? {});
  const before = stataFormat(facts);
  const own = before !== undefined && !before.type.startsWith("str") && (dated || isNumberFormat(before.format));
  const format = own ? before.format : ((dated ? momentFormat(facts) : formatOfPeriod(facts)) ?? FORMATS[kind]);
  return {
    type: { kind },
    format,
    stored: { kind, values, missingCodes: facts?.missingCodes, numbers: letters },
    notes: [...infiniteNote(name, values), ...codesNotes(name, facts, letters)],
  };
}

/** Whether numbers can be shown in `format`. */
const isNumberFormat = (format: string): boolean => !/^%-?~?\d+s$/.test(format);

const FORMATS: Readonly<Record<NumberType, string>> = {
  byte: "%8.0g",
  int: "%8.0g",
  long: "%12.0g",
  float: "%9.0g",
  double: "%10.0g",
};

const PERIOD_FORMATS = { year: "%ty", half: "%th", quarter: "%tq", month: "%tm", week: "%tw", day: "%td" } as const;

const MOMENT_FORMATS = { date: "%td", time: "%tc" } as const;

const momentFormat = (facts: ColumnFacts | undefined): string | undefined =>
  facts?.moment === undefined ? undefined : MOMENT_FORMATS[facts.moment];

const formatOfPeriod = (facts: ColumnFacts | undefined): string | undefined =>
  facts?.period === undefined ? undefined : PERIOD_FORMATS[facts.period];

/** The smallest type that has all of `values` exactly; NaN is in every one, and what is too large for Stata is written as missing. */
function smallestType(values: Float64Array): NumberType {
  let [least, most, whole, single] = [0, 0, true, true];
  for (const value of values) {
    if (Number.isNaN(value) || Math.abs(value) > LIMITS.double) continue;
    if (value < least) least = value;
    if (value > most) most = value;
    whole &&= Number.isInteger(value) && !Object.is(value, -0);
    single &&= Math.fround(value) === value && Math.abs(value) <= LIMITS.float;
    if (!whole && !single) return "double";
  }
  const integer = TYPES.slice(0, 3).find((type) => most <= LIMITS[type] && least >= -lowest(type));
  if (whole && integer !== undefined) return integer;
  return single ? "float" : "double";
}

/** The lowest number of a type of integers, without its sign: 27 above the largest, the top of its bytes. */
const lowest = (type: NumberType): number => LIMITS[type] + 27;

function infiniteNote(column: string, values: Float64Array): Note[] {
  let count = 0;
  let first = -1;
  for (let row = 0; row < values.length; row++) {
    if (!(Math.abs(values[row]!) > LIMITS.double)) continue;
    if (first < 0) first = row;
    count++;
  }
  return count === 0 ? [] : [note(DTA_NOTES, "dta_infinite", { column, count, row: first + 1 })];
}

/** What a number of `kind` is written as: itself, or `.`. */
export const isWritable = (value: number): boolean => Math.abs(value) <= LIMITS.double;

function text({ name, codes, levels, facts }: TextColumn, source: string): Storage {
  const encoder = new TextEncoder();
  const encoded = levels.map((level) => {
    if (level.includes("\0")) throw zero(name, level, source);
    return encoder.encode(level);
  });
  const longest = encoded.reduce((most, { length }) => Math.max(most, length), 1);
  const type: StorageType = longest > LONGEST_STR ? { kind: "strL" } : { kind: "str", bytes: longest };
  const before = stataFormat(facts);
  const format =
    before?.type === typeName(type) ? before.format : `%${type.kind === "str" ? Math.max(9, longest) : 9}s`;
  const kind = type.kind === "strL" ? "strL" : "str";
  return {
    type,
    format,
    stored: { kind, codes, levels: encoded },
    notes: lostNote(name, facts?.missingCodes?.names ?? []),
  };
}

const LETTERS = 26;

/**
 * The numbers of missing codes, of cells and of labels, by their names, 1 for .a to 26 for .z: their own letter, and for names that are none
 * the first letters that are free; more than there are letters have none.
 */
export function codeNumbers({ missingCodes, valueLabels = [] }: ColumnFacts): ReadonlyMap<string, number> {
  const labelled = valueLabels.flatMap(({ value }) => (typeof value === "string" && value !== "." ? [value] : []));
  const names = [...new Set([...(missingCodes?.names ?? []), ...labelled])];
  const own = names.flatMap((name): [string, number][] =>
    /^\.[a-z]$/i.test(name) ? [[name, name.toLowerCase().charCodeAt(1) - 96]] : [],
  );
  const taken = new Set(own.map(([, number]) => number));
  const free = Array.from({ length: LETTERS }, (_, k) => k + 1).filter((number) => !taken.has(number));
  const known = new Set(own.map(([name]) => name));
  const others = names.filter((name) => !known.has(name)).slice(0, free.length);
  return new Map([...own, ...others.map((name, k): [string, number] => [name, free[k]!])]);
}

/** What becomes of missing codes of other programs: a letter each, as long as there are letters. */
function codesNotes(column: string, facts: ColumnFacts | undefined, numbers: ReadonlyMap<string, number>): Note[] {
  const pairs = Array.from(numbers, ([code, number]) => ({ code, written: codeName(number) }));
  const given = pairs.filter(({ code, written }) => code.toLowerCase() !== written);
  const lost = facts?.missingCodes?.names.filter((name) => !numbers.has(name)) ?? [];
  const letters = given.length === 0 ? [] : [note(DTA_NOTES, "dta_codes", { column, pairs: given })];
  return [...letters, ...lostNote(column, lost)];
}

const lostNote = (column: string, codes: readonly string[]): Note[] =>
  codes.length === 0 ? [] : [note(DTA_NOTES, "dta_codes_left", { column, codes })];

const zero = (column: string, level: string, source: string): DataError =>
  new DataError(
    "dta_zero",
    `${source}: a cell of column '${column}' has a character of code 0, where text ends in Stata; remove it, or write another format.`,
    { got: level, expected: "text without U+0000", column },
  );
