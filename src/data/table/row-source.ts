/**
 * Rows that are read from the first to the last as often as wanted, some columns at a time: what moments need of a source that does not
 * fit into memory. Knows no file.
 */
import type { Engine } from "../../engine/kernels/engine.js";

/** The values of a column as codes by first appearance, through every pass over a source. */
export interface KeyCodes {
  /** Distinct values met. */
  readonly count: number;
  /** Bytes of memory they take. */
  readonly bytes: number;
  /** From now on no new value may be met: DataError `file_changed`. */
  close(): void;
  /** The codes in ascending order of the values: numbers, or texts by code point. */
  order(): Uint32Array;
  label(code: number): string;
  free(): void;
}

/** Integers that no double holds were met, where numbers were to be distinguished as doubles. */
export class InexactKeys extends Error {
  constructor(readonly column: string) {
    super(`integers beyond 2^53 in '${column}'`);
  }
}

/** One pass: load rows, decode them, take them. */
export interface RowReader {
  /** Loads the next rows, `most` or as many as are left: how many. */
  load(most: number): Promise<number>;
  /** Decodes what is loaded: linear memory may grow. */
  decode(): void;
  /** Hands on the rows that were loaded and decoded, a column into each array. */
  take(numbers: readonly Float64Array<ArrayBufferLike>[], keys: readonly Uint32Array<ArrayBufferLike>[]): void;
}

/** Rows; `Keys` are the codes that the source itself makes. */
export interface RowSource<Keys extends KeyCodes = KeyCodes> {
  /** What messages call it. */
  readonly name: string;
  readonly nRows: number;
  /** Throws DataError `file_changed` where a file is not what it was. */
  readonly confirm: () => Promise<void>;
  isNumeric(column: string): boolean;
  /**
   * Codes for a column, none met yet.
   * @param exact integers that no double holds are distinguished by their bytes; a pass throws InexactKeys else
   * @param most integers a table of codes may span
   */
  keys(engine: Engine, column: string, exact: boolean, most: number): Keys;
  reader(
    engine: Engine,
    numbers: readonly string[],
    keys: readonly { readonly name: string; readonly keys: Keys }[],
  ): RowReader;
}
