/**
 * Columns made of what the kernels read: numbers as they come, texts as dictionaries. A column of numbers in which a cell is found that is
 * none, or a code, is given up; its texts are read in a second pass.
 */
import type { Engine } from "../../../engine/kernels/engine.js";
import { cellKind, parseNumber, trimCell } from "../../table/cells.js";
import { type TypedColumn, type TypingRules, typeColumn } from "../../table/typing.js";
import { type MemoryBudget, OBJECT_BYTES } from "../memory-budget.js";
import { Dictionary, LEAST_BYTES } from "./dictionary.js";
import type { BlockRows, ColumnUse, RecordTaker, TextParts } from "./records.js";

/** How many times the rows that are there room is made for at most. */
const MOST_GROWTH = 32;

/** Rows of a table that is read: how many there are so far, and how many there will be by the share of the file that was read. */
class RowEstimate {
  nRows = 0;

  /** Rows to make room for, at least `needed`: by the share `read`, of which a small one says little, and none nothing. */
  capacity(needed: number, read: number): number {
    const most = read > 0 ? MOST_GROWTH * needed : 2 * needed;
    return Math.max(needed, Math.min(most, Math.ceil((needed / read) * 1.01))) + 64;
  }
}

/** The numbers of a column. */
class Numbers {
  private values = new Float64Array(0);
  /** What odd cells were found to be, by their spelling. */
  private readonly known = new Map<string, number>();

  constructor(
    private readonly rules: TypingRules,
    private readonly memory: MemoryBudget,
    private readonly what: string,
  ) {}

  get bytes(): number {
    return this.values.byteLength;
  }

  /** Puts `numbers` behind the `nRows` there are. */
  append(numbers: Float64Array<ArrayBufferLike>, nRows: number, capacity: () => number): void {
    if (nRows + numbers.length > this.values.length) {
      this.values = this.memory.grown(this.values, nRows + numbers.length, capacity(), this.what);
    }
    this.values.set(numbers, nRows);
  }

  /** Puts the number of an odd cell in its row; false where it is none. */
  set(row: number, cell: string): boolean {
    let value = this.known.get(cell);
    if (value === undefined) {
      const trimmed = trimCell(cell);
      const kind = cellKind(trimmed, this.rules.missing);
      if (kind === "text" || kind === "code") return false;
      value = kind === "number" ? parseNumber(trimmed) : Number.NaN;
      this.memory.takeObjects(OBJECT_BYTES + 2 * cell.length, this.what);
      this.known.set(cell, value);
    }
    this.values[row] = value;
    return true;
  }

  /** The numbers of `nRows` rows; a little room behind them is left where it is, much is not. */
  build(nRows: number): Float64Array {
    const { values } = this;
    return values.length - nRows <= nRows / 16 ? values.subarray(0, nRows) : values.slice(0, nRows);
  }
}

/** Takes the columns of a file in one pass. */
export class ColumnsTaker implements RecordTaker {
  private readonly estimate = new RowEstimate();
  private readonly numbers: (Numbers | undefined)[];
  private readonly dictionaries: (Dictionary | undefined)[];
  private read = 0;

  /** `uses` of all columns of the file, as it is hoped. */
  constructor(
    private readonly engine: Engine,
    private readonly names: readonly string[],
    rules: readonly TypingRules[],
    private readonly uses: readonly ColumnUse[],
    private readonly memory: MemoryBudget,
  ) {
    const what = (k: number) => `column '${names[k]}'`;
    const nTexts = uses.filter((use) => use === "texts").length;
    memory.require(LEAST_BYTES * nTexts, `${nTexts} columns of text`); // before any is made, which would have to be freed
    this.numbers = uses.map((use, k) => (use === "numbers" ? new Numbers(rules[k]!, memory, what(k)) : undefined));
    this.dictionaries = uses.map((use, k) => (use === "texts" ? new Dictionary(engine, memory, what(k)) : undefined));
  }

  use(column: number): ColumnUse {
    return this.uses[column] === "numbers" && this.numbers[column] === undefined ? "nothing" : this.uses[column]!;
  }

  rows({ nRows, columns, numbers, stride, odd, read }: BlockRows): void {
    const { estimate } = this;
    this.read = read;
    const capacity = () => estimate.capacity(estimate.nRows + nRows, read);
    columns.forEach((k, place) => {
      const start = place * stride;
      this.numbers[k]?.append(numbers.subarray(start, start + nRows), estimate.nRows, capacity);
    });
    for (const { row, column, cell } of odd) {
      if (this.numbers[column]?.set(estimate.nRows + row, cell) === false) this.giveUp(column);
    }
    estimate.nRows += nRows;
  }

  texts(parts: TextParts): void {
    const columns = this.dictionaries.filter((dictionary) => dictionary !== undefined);
    const before = this.estimate.nRows - parts.nRows;
    const capacity = () => this.estimate.capacity(this.estimate.nRows, this.read);
    Dictionary.addAll(this.engine, columns, parts, before, capacity);
  }

  /** The typed column k under `rules`; undefined where it has to be read again as text. */
  typed(k: number, rules: TypingRules): TypedColumn | undefined {
    const name = this.names[k]!;
    const { nRows } = this.estimate;
    const dictionary = this.dictionaries[k];
    if (dictionary !== undefined) {
      const column = typeColumn(name, dictionary.build(nRows), rules);
      dictionary.free();
      return column;
    }
    const numbers = this.numbers[k];
    if (numbers === undefined || rules.quoted === true) return undefined;
    this.numbers[k] = undefined;
    return { column: { kind: "numeric", name, values: numbers.build(nRows) }, notes: [] };
  }

  /** Lets go of the numbers of a column that is read again as text. */
  private giveUp(column: number): void {
    this.memory.give(this.numbers[column]?.bytes ?? 0);
    this.numbers[column] = undefined;
  }

  free(): void {
    for (const dictionary of this.dictionaries) dictionary?.free();
  }
}
