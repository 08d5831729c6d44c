/**
 * The cells of one sheet of an Excel workbook, as its XML comes. Source: ECMA-376, Office Open XML File Formats, part 1, section 18.3.
 */
import type { DataError } from "../../../base/errors.js";
import { cellKind } from "../../table/cells.js";
import { decimalAt } from "../decimal.js";
import { type MemoryBudget, OBJECT_BYTES } from "../memory-budget.js";
import { damaged } from "../source.js";
import { type CellRange, cellAddress, MOST_COLUMNS, MOST_ROWS, parseRange } from "./cell-range.js";
import { CELL, type Grid } from "./grid.js";
import { durationMs, FALSE_DAY, LAST_SERIAL, serialMs } from "./serial.js";
import { unescaped } from "./strings.js";
import { ascii, type XmlHandler, type XmlScanner } from "./xml.js";

/** The elements of a sheet that matter. */
export const SHEET_NAMES = ["row", "c", "v", "f", "is", "t", "rPh", "mergeCell"];
const [ROW, CELL_TAG, VALUE, FORMULA, , TEXT, READING, MERGE] = [0, 1, 2, 3, 4, 5, 6, 7];

const R = ascii("r");
const S = ascii("s");
const T = ascii("t");
const REF = ascii("ref");
const HIDDEN = ascii("hidden");

/** What the type of a cell says of its value. */
type CellType = "number" | "shared" | "boolean" | "error" | "iso" | "text";
const TYPES: ReadonlyMap<string, CellType> = new Map([
  ["n", "number"],
  ["s", "shared"],
  ["b", "boolean"],
  ["e", "error"],
  ["d", "iso"],
  ["str", "text"],
  ["inlineStr", "text"],
]);

const DAY_MS = 86_400_000;

/** What a sheet is read with. */
export interface SheetSetting {
  readonly file: string;
  readonly memory: MemoryBudget;
  readonly styles: readonly number[];
  readonly from1904: boolean;
  readonly range: CellRange;
}

/** Takes the XML of a sheet, and fills a grid. */
export class SheetScan implements XmlHandler {
  readonly merges: CellRange[] = [];
  /** Rows that are hidden, and the first of them. */
  hiddenRows = 0;
  firstHidden = -1;
  private row = -1;
  private column = -1;
  private type: CellType = "number";
  private style = 0;
  private hasFormula = false;
  private hasValue = false;
  /** Whether there is a place for a value, be it empty. */
  private isComputed = false;
  private number = 0;
  private words = "";
  private within: "value" | "text" | undefined;
  private reading = false;
  private readonly nStrings: number;

  constructor(
    private readonly grid: Grid,
    private readonly setting: SheetSetting,
  ) {
    this.nStrings = grid.strings.length;
  }

  open(tag: number, xml: XmlScanner): void {
    switch (tag) {
      case CELL_TAG:
        this.begin(xml);
        break;
      case VALUE:
        this.within = "value";
        this.isComputed = true;
        break;
      case FORMULA:
        this.hasFormula = true;
        break;
      case TEXT:
        if (!this.reading) this.within = "text";
        break;
      case READING:
        this.reading = true;
        break;
      case ROW:
        this.beginRow(xml);
        break;
      case MERGE:
        this.merge(xml);
        break;
    }
  }

  close(tag: number): void {
    if (tag === VALUE || tag === TEXT) this.within = undefined;
    else if (tag === READING) this.reading = false;
    else if (tag === CELL_TAG) this.end();
  }

  text(xml: XmlScanner): void {
    if (this.within === undefined) return;
    const plain = this.within === "value" && (this.type === "number" || this.type === "shared") && !this.hasValue;
    this.hasValue = true;
    this.number = plain ? decimalAt(xml.bytes, xml.start, xml.end) : Number.NaN;
    if (!plain || !(Math.abs(this.number) < EXACT)) this.words = xml.joined(this.words);
  }

  private beginRow(xml: XmlScanner): void {
    const isNumbered = xml.seek(R);
    const { bytes, valueStart, valueEnd } = xml;
    this.row = isNumbered ? decimalAt(bytes, valueStart, valueEnd) - 1 : this.row + 1;
    if (!(this.row >= 0 && this.row < MOST_ROWS)) {
      throw this.broken(`it has a row '${isNumbered ? beginning(bytes, valueStart, valueEnd) : this.row + 1}'`);
    }
    this.column = -1;
    const hidden = xml.attribute(HIDDEN);
    if ((hidden === "1" || hidden === "true") && this.hiddenRows++ === 0) this.firstHidden = this.row;
  }

  private begin(xml: XmlScanner): void {
    this.column++;
    if (xml.seek(R)) this.address(xml.bytes, xml.valueStart, xml.valueEnd);
    this.type = xml.seek(T) ? this.typeOf(xml) : "number";
    this.style = xml.seek(S) ? decimalAt(xml.bytes, xml.valueStart, xml.valueEnd) : 0;
    this.hasFormula = false;
    this.hasValue = false;
    this.isComputed = false;
    this.words = "";
  }

  private typeOf(xml: XmlScanner): CellType {
    const text = beginning(xml.bytes, xml.valueStart, xml.valueEnd);
    const type = TYPES.get(text);
    if (type === undefined) throw this.broken(`cell ${this.here()} is of a type '${text}' that there is not`);
    return type;
  }

  /** The row and column of an address such as "AB12". */
  private address(bytes: Uint8Array, start: number, end: number): void {
    let column = 0;
    let at = start;
    for (; at < end && bytes[at]! >= 65 && bytes[at]! <= 90; at++) column = column * 26 + bytes[at]! - 64;
    const row = decimalAt(bytes, at, end) - 1;
    if (column < 1 || column > MOST_COLUMNS || !(row >= 0 && row < MOST_ROWS)) {
      throw this.broken(`'${beginning(bytes, start, end)}' is no address of a cell`);
    }
    this.column = column - 1;
    this.row = row;
  }

  private end(): void {
    const { row, column, grid } = this;
    const { top, left, bottom, right } = this.setting.range;
    if (row < top || row > bottom || column < left || column > right) return;
    if (this.hasFormula && !this.hasValue && !(this.isComputed && this.type === "text")) {
      grid.count(grid.uncached, row, column);
      grid.set(row, column, CELL.empty, 0);
      return;
    }
    if (!this.hasValue) return;
    if (this.hasFormula) grid.count(grid.formulas, row, column);
    this.put(row, column);
  }

  private put(row: number, column: number): void {
    const { grid } = this;
    switch (this.type) {
      case "number":
        this.putNumber(row, column);
        break;
      case "shared":
        this.putShared(row, column);
        break;
      case "text":
        grid.setText(row, column, unescaped(this.words));
        break;
      case "boolean":
        grid.set(row, column, CELL.boolean, this.words.trim() === "1" || this.words.trim() === "true" ? 1 : 0);
        break;
      case "error":
        grid.count(grid.errors, row, column, this.words);
        grid.set(row, column, CELL.empty, 0);
        break;
      case "iso":
        this.putIso(row, column);
        break;
    }
  }

  private putShared(row: number, column: number): void {
    const code = this.number;
    if (!(Number.isInteger(code) && code >= 0 && code < this.nStrings))
      throw this.broken(`cell ${this.here()} refers to shared text ${this.words || code}, of ${this.nStrings}`);
    if (this.grid.strings[code] !== "") this.grid.set(row, column, CELL.text, code);
  }

  private putNumber(row: number, column: number): void {
    const { grid, number, words } = this;
    const kind = this.setting.styles[this.style] ?? CELL.number;
    if (words !== "" && Number.isNaN(number))
      throw this.broken(`cell ${this.here()} holds '${words.slice(0, 40)}', a number was expected`);
    if (words !== "" && cellKind(words.trim()) === "code") grid.setText(row, column, words);
    else if (kind === CELL.number) grid.set(row, column, kind, number);
    else this.putMoment(row, column, kind, number);
  }

  /** A number shown as a date or a time: what it says beyond its format is kept. */
  private putMoment(row: number, column: number, kind: number, serial: number): void {
    const { grid } = this;
    const { from1904 } = this.setting;
    if (kind === CELL.duration || (kind === CELL.time && serial >= 0 && serial < 1)) {
      grid.set(row, column, kind, durationMs(serial));
    } else if (!(serial < LAST_SERIAL && serial > -LAST_SERIAL)) {
      grid.set(row, column, CELL.number, serial);
    } else if (!from1904 && Math.floor(serial) === FALSE_DAY) {
      grid.setText(row, column, falseDay(serial));
    } else {
      const ms = serialMs(serial, from1904);
      grid.set(row, column, kind === CELL.date && ms % DAY_MS === 0 ? CELL.date : CELL.moment, ms);
    }
  }

  private putIso(row: number, column: number): void {
    const text = this.words.trim();
    const ms = Date.parse(text.includes("T") && !/Z|[+-]\d\d:?\d\d$/.test(text) ? `${text}Z` : text);
    if (Number.isNaN(ms)) throw this.broken(`cell ${this.here()} holds '${text.slice(0, 40)}', a date was expected`);
    this.grid.set(row, column, text.includes("T") ? CELL.moment : CELL.date, ms);
  }

  private merge(xml: XmlScanner): void {
    const area = parseRange(xml.attribute(REF) ?? "");
    if (area === undefined || !Number.isFinite(area.bottom)) return;
    this.setting.memory.takeObjects(2 * OBJECT_BYTES, "merged cells");
    this.merges.push(area);
  }

  private here(): string {
    return cellAddress(this.row, this.column);
  }

  private broken(problem: string): DataError {
    return damaged(this.setting.file, problem);
  }
}

/** Integers from here on may be codes that a double would round. */
const EXACT = 2 ** 53;

/** 29 February 1900, as Excel shows it. */
function falseDay(serial: number): string {
  const part = new Date(durationMs(serial - FALSE_DAY)).toISOString().slice(11, 19);
  return part === "00:00:00" ? "1900-02-29" : `1900-02-29 ${part}`;
}

/** The first characters of a value, for types and messages. */
const beginning = (bytes: Uint8Array, start: number, end: number): string =>
  String.fromCharCode(...bytes.subarray(start, Math.min(end, start + 16)));
