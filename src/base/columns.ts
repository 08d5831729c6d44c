/**
 * The shapes data takes before it becomes numbers in kernels. Columns are never written after they are made.
 * Numbers: Float64Array, NaN is missing. Text: dictionary codes, so that strings stay on the data side.
 */

/** Code of a missing text cell. */
export const MISSING_CODE = 0xffff_ffff;

/** A numeric column: one value a row, NaN where missing. */
export interface NumericColumn {
  readonly kind: "numeric";
  readonly name: string;
  readonly values: Float64Array;
}

/** A text column: `levels[codes[row]]`; levels sorted by code point, none unused; MISSING_CODE where missing. */
export interface TextColumn {
  readonly kind: "text";
  readonly name: string;
  readonly codes: Uint32Array;
  readonly levels: readonly string[];
}

export type Column = NumericColumn | TextColumn;

/** A grouping of rows: dense codes from 0, every level used, numbered by sorted label (see `panel/codes`). */
export interface Category {
  readonly name: string;
  readonly codes: Uint32Array;
  readonly nLevels: number;
  /** Label of level `g`: made on demand, so that a million levels cost nothing until they are printed. */
  readonly label: (g: number) => string;
}
