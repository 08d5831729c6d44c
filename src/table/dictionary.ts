/**
 * Layer table. A column as its distinct cells and one code a row: how strings are held once however often they occur.
 */
import { MISSING_CODE } from "../base/columns.js";

/** A column as read, before it has a type. */
export interface CellDictionary {
  /** Distinct cells as written, untrimmed. */
  readonly cells: readonly string[];
  /** Rows that hold each cell. */
  readonly counts: ArrayLike<number>;
  /** Row (0-based) in which each cell first occurs. */
  readonly firstRows: ArrayLike<number>;
  /** Index into `cells` for every row; MISSING_CODE is an empty cell. */
  readonly codes: Uint32Array;
}

/** Makes a dictionary from cells added in row order. */
export class DictionaryBuilder {
  private readonly codeOf = new Map<string, number>();
  private readonly counts: number[] = [];
  private readonly firstRows: number[] = [];
  private codes = new Uint32Array(1024);
  private nRows = 0;

  /** Adds the cell of the next row. */
  add(cell: string): void {
    if (this.nRows === this.codes.length) {
      const grown = new Uint32Array(2 * this.nRows);
      grown.set(this.codes);
      this.codes = grown;
    }
    this.codes[this.nRows] = cell === "" ? MISSING_CODE : this.code(cell);
    this.nRows++;
  }

  build(): CellDictionary {
    return {
      cells: [...this.codeOf.keys()],
      counts: this.counts,
      firstRows: this.firstRows,
      codes: this.codes.slice(0, this.nRows),
    };
  }

  private code(cell: string): number {
    let code = this.codeOf.get(cell);
    if (code === undefined) {
      code = this.codeOf.size;
      this.codeOf.set(cell, code);
      this.counts.push(0);
      this.firstRows.push(this.nRows);
    }
    this.counts[code]!++;
    return code;
  }
}
