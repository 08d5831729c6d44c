/**
 * The cells of a sheet while it is read: for each column a kind and a number a row, texts as places in a list. What is empty takes no
 * more than its share of what is not.
 */
import { DataError } from "../../../base/errors.js";
import { type MemoryBudget, OBJECT_BYTES } from "../memory-budget.js";
import { cellAddress } from "./cell-range.js";

/** What a cell is; dates and moments are in milliseconds since 1970, times and durations in milliseconds. */
export const CELL = {
  empty: 0,
  number: 1,
  text: 2,
  boolean: 3,
  date: 4,
  moment: 5,
  time: 6,
  duration: 7,
} as const;

/** Cells of one column, from the first row of the grid on. */
export interface GridColumn {
  kinds: Uint8Array;
  values: Float64Array;
  /** Rows up to the last that is not empty. */
  length: number;
}

/** What texts of a workbook are called in messages. */
export const TEXTS = "texts of its cells";

/** Bytes a text takes, at most. */
export const textBytes = (text: string): number => OBJECT_BYTES + 2 * text.length;

/** Cells that may be empty in any sheet, and how many may be for one that is not. */
const FREE = 2 ** 21;
const TIMES = 64;
const FEWEST_ROWS = 16;
/** Bytes of a cell: its kind and its number. */
const CELL_BYTES = 9;

/** The first of several cells of a column that are alike in something, and how many there are. */
export interface FirstCell {
  readonly row: number;
  readonly got: string;
  count: number;
}

/** The cells of one sheet. Rows and columns are those of the sheet, counted from 0. */
export class Grid {
  readonly columns: (GridColumn | undefined)[] = [];
  /** The first row; -1 while there is no cell. */
  firstRow: number;
  /** The row behind the last. */
  endRow = 0;
  /** Cells with an error, formulas without a value, values of formulas, by column. */
  readonly errors = new Map<number, FirstCell>();
  readonly uncached = new Map<number, FirstCell>();
  readonly formulas = new Map<number, FirstCell>();
  private readonly codeOf = new Map<string, number>();
  private filled = 0;
  private allocated = 0;

  /** `strings` may be filled before; `firstRow` is where the table begins, if that is known. */
  constructor(
    private readonly file: string,
    readonly memory: MemoryBudget,
    readonly strings: string[] = [],
    firstRow = -1,
  ) {
    this.firstRow = firstRow;
  }

  /** The cell at `row` and `column` is `value`, of one of the kinds in `CELL`. */
  set(row: number, column: number, kind: number, value: number): void {
    if (this.firstRow < 0) this.firstRow = row;
    const at = row - this.firstRow;
    if (at < 0)
      throw new DataError(
        "sheet_rows",
        `${this.file}: row ${row + 1} of the sheet stands after later ones; save it again with Excel or LibreOffice.`,
        { got: row + 1 },
      );
    this.filled++;
    let cells = this.columns[column];
    if (cells === undefined || at >= cells.kinds.length) cells = this.grow(column, at, row);
    cells.kinds[at] = kind;
    cells.values[at] = value;
    if (at >= cells.length) cells.length = at + 1;
    if (row >= this.endRow) this.endRow = row + 1;
  }

  /** The cell is `text`; one of white space alone is empty. */
  setText(row: number, column: number, text: string): void {
    if (text.trim() === "") return;
    let code = this.codeOf.get(text);
    if (code === undefined) {
      this.memory.takeObjects(textBytes(text) + OBJECT_BYTES, TEXTS);
      code = this.strings.push(text) - 1;
      this.codeOf.set(text, code);
    }
    this.set(row, column, CELL.text, code);
  }

  /** Remembers the first cell and counts the others. */
  count(where: Map<number, FirstCell>, row: number, column: number, got = ""): void {
    const known = where.get(column);
    if (known === undefined) where.set(column, { row, got, count: 1 });
    else known.count++;
  }

  /** Refuses a table of `cells` cells of which nearly all are empty, before memory is taken for them. */
  requireDense(cells: number, row: number, column: number): void {
    if (cells <= FREE + TIMES * this.filled) return;
    throw new DataError(
      "sheet_sparse",
      `${this.file}: the sheet goes to cell ${cellAddress(row, column)}, and only ${this.filled} of its cells are filled; give the range of the table (--cells).`,
      { got: cells, expected: FREE + TIMES * this.filled, cell: cellAddress(row, column) },
    );
  }

  private grow(column: number, at: number, row: number): GridColumn {
    const before = this.columns[column];
    const now = before?.kinds.length ?? 0;
    const size = this.memory.roomFor(now, Math.max(at + 1, FEWEST_ROWS), 2 * now, CELL_BYTES);
    this.allocated += size - (before?.kinds.length ?? 0);
    this.requireDense(this.allocated, row, column);
    const what = `cells up to ${cellAddress(row, column)}`;
    const cells = {
      kinds: this.memory.grown(before?.kinds ?? new Uint8Array(0), size, size, what),
      values: this.memory.grown(before?.values ?? new Float64Array(0), size, size, what),
      length: before?.length ?? 0,
    };
    this.columns[column] = cells;
    return cells;
  }
}
