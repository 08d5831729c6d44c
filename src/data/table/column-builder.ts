/**
 * Makes one column from the cells of a sheet, hoping for numbers: as long as every cell is a number or
 * missing only doubles are kept. The first other cell makes the column text; if numbers came before it, their spelling
 * is gone and the cells have to be given once more, to a builder that expects text.
 */
import { cellKind, isNumber, parseNumber, trimCell } from "./cells.js";
import { DictionaryBuilder } from "./dictionary.js";
import { plainNumber } from "./plain-number.js";
import { cellText, type Sheet } from "./sheet.js";
import { type TypedColumn, typeColumn } from "./typing.js";
import type { TypingRules } from "./typing-rules.js";

type Taker = "numbers" | "dictionary" | "nothing";

/** Takes the cells of column `name` in row order. */
export class ColumnBuilder {
  private taker: Taker;
  private values = new Float64Array(1024);
  private nRows = 0;
  private nEmpty = 0;
  private readonly dictionary: DictionaryBuilder;
  /** False if a number may be a marker of missing cells, so that each cell's spelling must be looked at. */
  private readonly plain: boolean;

  constructor(
    private readonly sheet: Sheet,
    private readonly name: string,
    private readonly rules: TypingRules,
    expectText = rules.text !== undefined,
  ) {
    this.taker = expectText ? "dictionary" : "numbers";
    this.dictionary = new DictionaryBuilder(sheet);
    this.plain = ![...rules.missing].some(isNumber);
  }

  /** Adds the cell at `start..end`; `doubled` if its doubled quotes are to be halved. */
  add(start: number, end: number, doubled: boolean): void {
    if (this.taker === "numbers") this.addNumber(start, end, doubled);
    else if (this.taker === "dictionary") this.dictionary.add(start, end, doubled);
  }

  /** Whether the cells have to be given again, to the builder `forText()`. */
  get incomplete(): boolean {
    return this.taker === "nothing";
  }

  /** A builder that keeps the cells as written; `rules` where more is known of the column by now. */
  forText(rules = this.rules): ColumnBuilder {
    return new ColumnBuilder(this.sheet, this.name, rules, true);
  }

  build(): TypedColumn {
    if (this.taker === "dictionary") return typeColumn(this.name, this.dictionary.build(), this.rules);
    return { column: { kind: "numeric", name: this.name, values: this.values.slice(0, this.nRows) }, notes: [] };
  }

  private addNumber(start: number, end: number, doubled: boolean): void {
    let value = Number.NaN;
    if (start === end) {
      this.nEmpty++;
    } else {
      if (this.plain) value = plainNumber(this.sheet, start, end);
      if (Number.isNaN(value)) {
        const cell = trimCell(cellText(this.sheet.text, start, end, doubled));
        const kind = cellKind(cell, this.rules.missing);
        if (kind === "text" || kind === "code") {
          this.becomeText(start, end, doubled);
          return;
        }
        if (kind === "number") value = parseNumber(cell);
      }
    }
    if (this.nRows === this.values.length) {
      const grown = new Float64Array(2 * this.nRows);
      grown.set(this.values);
      this.values = grown;
    }
    this.values[this.nRows++] = value;
  }

  private becomeText(start: number, end: number, doubled: boolean): void {
    this.values = new Float64Array(0);
    if (this.nEmpty < this.nRows) {
      this.taker = "nothing";
      return;
    }
    this.taker = "dictionary";
    this.dictionary.addEmpty(this.nRows);
    this.dictionary.add(start, end, doubled);
  }
}
