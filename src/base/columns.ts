/**
 * The shapes data takes before it becomes numbers in kernels, and the order of its strings. Columns are never written after they
 * are made. Numbers: Float64Array, NaN is missing. Text: dictionary codes, so that strings stay on the data side.
 */

/** Code of a missing text cell. */
export const MISSING_CODE = 0xffff_ffff;

/** What a file says of a column beside its cells. A column computed from others has none. */
export interface ColumnFacts {
  /** The variable's label. */
  readonly label?: string;
  /** How the file stores and shows it, in its own words: "long %12.0g", "F8.2", "timestamp[us]". */
  readonly stored?: string;
  /** What whole numbers count, where they are periods: these, since 1960 (a year is itself). */
  readonly period?: Period;
  /** What a text column is of, where its texts are dates ("2020-02-29") or times ("2020-02-29 12:34:56") by the file's word. */
  readonly moment?: "date" | "time";
  /** Labels of values, in the file's order; a missing code, such as ".a", is named by its text. */
  readonly valueLabels?: readonly ValueLabel[];
  /** Cells that are missing for a reason the file gives. */
  readonly missingCodes?: MissingCodes;
  /** Notes kept with the column. */
  readonly notes?: readonly string[];
  /** Characteristics kept with the column: names and texts. */
  readonly characteristics?: Readonly<Record<string, string>>;
}

/** What a file says of itself. */
export interface FileFacts {
  /** Format and version, in words of its users: "Stata 14-18 (118)", "SPSS (zsav)", "Excel workbook". */
  readonly format: string;
  /** The label of the data set. */
  readonly label?: string;
  /** The encoding of its text. */
  readonly encoding?: string;
  /** When it was written, as it says. */
  readonly written?: string;
  /** Columns it says it is sorted by. */
  readonly sortedBy?: readonly string[];
  /** The column that weights rows in the program that wrote it. */
  readonly weightedBy?: string;
  /** Notes kept with the data, not with a column. */
  readonly notes?: readonly string[];
  /** Characteristics: names and texts that Stata's users keep with the data. */
  readonly characteristics?: Readonly<Record<string, string>>;
  /** The table that was read, where the file has several, and all there are. */
  readonly sheet?: string;
  readonly sheets?: readonly string[];
}

export type Period = "year" | "half" | "quarter" | "month" | "week" | "day";

export interface ValueLabel {
  readonly value: number | string;
  readonly label: string;
}

/** Words by the name of a column or a coefficient. */
export type Labels = Readonly<Record<string, string>>;

/** What a record is about, as its data call it; absent where they have no labels. */
export interface Labelled {
  readonly labels?: Labels;
}

/** Missing cells that the file distinguishes: row `rows[i]`, ascending, has the code `names[codes[i]]` (".a", "-9"). */
export interface MissingCodes {
  readonly names: readonly string[];
  readonly rows: Uint32Array;
  readonly codes: Uint8Array;
}

/** A numeric column: one value a row, NaN where missing. */
export interface NumericColumn {
  readonly kind: "numeric";
  readonly name: string;
  readonly values: Float64Array;
  readonly facts?: ColumnFacts;
}

/** A text column: `levels[codes[row]]`; levels sorted by code point, none unused; MISSING_CODE where missing. */
export interface TextColumn {
  readonly kind: "text";
  readonly name: string;
  readonly codes: Uint32Array;
  readonly levels: readonly string[];
  readonly facts?: ColumnFacts;
}

export type Column = NumericColumn | TextColumn;

/** A grouping of rows: dense codes from 0, every level used, numbered by sorted label (see `panel/codes`). */
export interface Category {
  readonly name: string;
  readonly codes: Uint32Array;
  readonly nLevels: number;
  /** Label of level `g`: made on demand, so that a million levels cost nothing until they are printed. */
  readonly label: (g: number) => string;
  /** Rows of each level; absent where they were not counted. */
  readonly counts?: Uint32Array;
  /** Rows with MISSING_CODE; absent where they were not counted. */
  readonly nMissing?: number;
  /** Where codes are known never to fall. */
  readonly ordered?: true;
}

// The one order of strings in the library: by Unicode code point, the order of UTF-8 bytes and of SQL engines' binary
// collation, independent of host, locale and version (never localeCompare).

/** Negative, 0 or positive as `a` comes before, equals or follows `b` by code point. */
export function compareCodePoints(a: string, b: string): number {
  const n = Math.min(a.length, b.length);
  for (let i = 0; i < n; i++) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x !== y) return rank(x) - rank(y);
  }
  return a.length - b.length;
}

const SURROGATE = /[\ud800-\udfff]/;

/** Puts `texts` in order by code point, in place: UTF-16's own order, which hosts sort fast by, where it is the same. */
export const sortByCodePoint = (texts: string[]): string[] =>
  texts.some((text) => SURROGATE.test(text)) ? texts.sort(compareCodePoints) : texts.sort();

/** UTF-16 puts surrogates (code points from U+10000) before U+E000..U+FFFF; here they come after. */
const rank = (unit: number): number => (unit >= 0xd800 && unit < 0xe000 ? unit + 0x1_0000 : unit);
