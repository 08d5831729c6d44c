/**
 * The cells of one sheet of an OpenDocument spreadsheet, as its XML comes. Source: OASIS, Open Document Format for Office Applications
 * (OpenDocument) 1.3, part 3, sections 9.1 and 19.
 */
import { DataError } from "../../../base/errors.js";
import { type MemoryBudget, OBJECT_BYTES } from "../memory-budget.js";
import { damaged } from "../source.js";
import { type CellRange, cellAddress, MOST_COLUMNS, MOST_ROWS } from "../workbook/cell-range.js";
import { CELL, type Grid, textBytes } from "../workbook/grid.js";
import { ascii, LONGEST, type XmlHandler, type XmlScanner } from "../workbook/xml.js";
import { cellValue, type StoredCell } from "./cell-value.js";

export const CONTENT_NAMES = ["table", "table-row", "table-cell", "covered-table-cell", "p", "s", "tab", "line-break"];
const [TABLE, ROW, CELL_TAG, COVERED, PARAGRAPH, SPACES, TAB, BREAK] = [0, 1, 2, 3, 4, 5, 6, 7];

const ROWS_REPEATED = ascii("number-rows-repeated");
const COLUMNS_REPEATED = ascii("number-columns-repeated");
const ROWS_SPANNED = ascii("number-rows-spanned");
const COLUMNS_SPANNED = ascii("number-columns-spanned");
const VISIBILITY = ascii("visibility");
const COUNT = ascii("c");

/** Cells that repeats may make, beside those that are written. */
const MOST_REPEATED = 2 ** 24;

export interface ContentSetting {
  readonly file: string;
  readonly memory: MemoryBudget;
  /** Which sheet is read, from 0. */
  readonly number: number;
  readonly range: CellRange;
}

/** A cell of the row at hand and the columns it is in. */
interface RowCell extends StoredCell {
  readonly column: number;
  readonly times: number;
}

/** Takes the XML of a document, and fills a grid with one of its sheets. */
export class ContentScan implements XmlHandler {
  readonly merges: CellRange[] = [];
  hiddenRows = 0;
  firstHidden = -1;
  private table = -1;
  /** How many tables are open: one within a cell is not read. */
  private depth = 0;
  private row = 0;
  private rowTimes = 1;
  private hidden = false;
  private column = 0;
  private cells: RowCell[] = [];
  /** Bytes that the cells of the row take until it ends. */
  private waiting = 0;
  private cell: StoredCell | undefined;
  private times = 1;
  private paragraphs = 0;
  private inParagraph = false;
  private words = "";
  private repeated = 0;

  constructor(
    private readonly grid: Grid,
    private readonly setting: ContentSetting,
  ) {}

  open(tag: number, xml: XmlScanner): void {
    if (tag === TABLE) {
      if (this.depth++ === 0) this.table++;
    } else if (this.depth !== 1 || this.table !== this.setting.number) return;
    else if (tag === ROW) this.beginRow(xml);
    else if (tag === CELL_TAG || tag === COVERED) this.begin(xml);
    else if (tag === PARAGRAPH) this.beginParagraph(xml);
    else if (this.inParagraph) this.special(tag, xml);
  }

  close(tag: number): void {
    if (tag === TABLE) this.depth--;
    else if (this.depth !== 1 || this.table !== this.setting.number) return;
    else if (tag === ROW) this.endRow();
    else if (tag === CELL_TAG || tag === COVERED) this.end();
    else if (tag === PARAGRAPH) this.inParagraph = false;
  }

  text(xml: XmlScanner): void {
    if (!this.inParagraph) return;
    this.words += xml.text().replace(/[ \t\n]+/g, " ");
    this.requireShort();
  }

  private beginRow(xml: XmlScanner): void {
    this.rowTimes = this.countOf(xml, ROWS_REPEATED, MOST_ROWS);
    this.column = 0;
    this.cells = [];
    this.waiting = 0;
    this.hidden = (xml.attribute(VISIBILITY) ?? "visible") !== "visible";
  }

  private endRow(): void {
    if (this.hidden && this.cells.length > 0) {
      if (this.hiddenRows === 0) this.firstHidden = this.row;
      this.hiddenRows += this.rowTimes;
    }
    const { top, bottom } = this.setting.range;
    const end = Math.min(this.row + this.rowTimes, bottom + 1);
    for (let row = Math.max(this.row, top); row < end && this.cells.length > 0; row++)
      for (const cell of this.cells) this.put(cell, row);
    this.row += this.rowTimes;
  }

  private begin(xml: XmlScanner): void {
    this.times = this.countOf(xml, COLUMNS_REPEATED, MOST_COLUMNS);
    this.words = "";
    this.paragraphs = 0;
    this.inParagraph = false;
    this.cell = cellValue(xml, () => this.broken("holds a value that is none"));
    const rows = this.countOf(xml, ROWS_SPANNED, MOST_ROWS);
    const columns = this.countOf(xml, COLUMNS_SPANNED, MOST_COLUMNS);
    if (rows * columns > 1) {
      const { row: top, column: left } = this;
      this.setting.memory.takeObjects(2 * OBJECT_BYTES, "merged cells");
      this.merges.push({ top, left, bottom: top + rows - 1, right: left + columns - 1 });
    }
  }

  private end(): void {
    const { cell, times, column } = this;
    const text = cell?.text ?? this.words;
    if (cell !== undefined && (cell.kind !== CELL.text || cell.status !== "value" || text.trim() !== "")) {
      if (column >= MOST_COLUMNS) throw this.broken("is beyond the last of a sheet");
      this.waiting += OBJECT_BYTES + textBytes(text);
      this.setting.memory.requireObjects(this.waiting, "cells of a row");
      this.cells.push({
        kind: cell.kind,
        value: cell.value,
        status: cell.status,
        computed: cell.computed,
        text,
        column,
        times,
      });
    }
    this.column += times;
    this.cell = undefined;
  }

  private beginParagraph(xml: XmlScanner): void {
    // what numbers and dates show is not read
    if (this.cell?.kind !== CELL.text || (xml.parent !== CELL_TAG && xml.parent !== COVERED)) return;
    this.inParagraph = true;
    if (this.paragraphs++ > 0) this.words += "\n";
  }

  private special(tag: number, xml: XmlScanner): void {
    if (tag === SPACES) this.words += " ".repeat(this.countOf(xml, COUNT, 2 ** 15));
    else if (tag === TAB) this.words += "\t";
    else if (tag === BREAK) this.words += "\n";
    this.requireShort();
  }

  private requireShort(): void {
    if (this.words.length > LONGEST) throw this.broken(`has a text of more than ${LONGEST} characters`);
  }

  private put(cell: RowCell, row: number): void {
    const { left, right } = this.setting.range;
    const last = Math.min(right, cell.column + cell.times - 1);
    for (let column = Math.max(left, cell.column); column <= last; column++) {
      if (column >= MOST_COLUMNS || row >= MOST_ROWS) throw this.broken("is beyond the last of a sheet");
      if (this.repeated++ > MOST_REPEATED) this.requireWritten(row, column);
      this.putCell(cell, row, column);
    }
  }

  private putCell({ kind, value, text = "", status, computed }: RowCell, row: number, column: number): void {
    const { grid } = this;
    if (status === "error") grid.count(grid.errors, row, column, text);
    if (status === "uncached") grid.count(grid.uncached, row, column);
    if (computed && status === "value") grid.count(grid.formulas, row, column);
    if (status !== "value") grid.set(row, column, CELL.empty, 0);
    else if (kind === CELL.text) grid.setText(row, column, text);
    else grid.set(row, column, kind, value);
  }

  /** Refuses cells beyond what repeats may make of few. */
  private requireWritten(row: number, column: number): void {
    throw new DataError(
      "sheet_repeats",
      `${this.setting.file} repeats cells up to ${cellAddress(row, column)}, more than ${MOST_REPEATED} of them; give the range of the table (--cells).`,
      { got: this.repeated, expected: MOST_REPEATED },
    );
  }

  private countOf(xml: XmlScanner, name: Uint8Array, most: number): number {
    const text = xml.attribute(name);
    if (text === undefined) return 1;
    const count = Number(text);
    if (Number.isInteger(count) && count >= 1 && count <= most) return count;
    throw this.broken(`is repeated '${text}' times`);
  }

  private broken(problem: string): DataError {
    return damaged(this.setting.file, `cell ${cellAddress(this.row, this.column)} ${problem}`);
  }
}
