/**
 * Columns of rows of fixed width: each column takes its field of every row as rows arrive, numbers and missing codes as they are
 * met, texts as bytes that are decoded once each. Knows no file format.
 */
import type { Column, ColumnFacts, MissingCodes, ValueLabel } from "../../base/columns.js";
import { numericColumn, textColumn } from "../table/new-columns.js";
import { DATED_BYTES, dateColumn, timeColumn } from "./build-columns.js";
import type { MemoryBudget } from "./memory-budget.js";
import { ByteTexts } from "./text/byte-texts.js";
import type { TextDecoding } from "./text/decoding.js";

/** `count` rows of `width` bytes each, from byte `start` of `bytes`. */
export interface Rows {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly start: number;
  readonly width: number;
  readonly count: number;
}

/** A column in the making. */
export interface ColumnGatherer {
  take(rows: Rows): void;
  build(): Column;
}

/** Codes a column of missing cells has at most; more are named together. */
const MOST_CODES = 255;

/** Missing cells with a reason, as they are met. */
export class MissingGatherer {
  private readonly codeOf = new Map<string, number>();
  private rows = new Uint32Array(64);
  private codes = new Uint8Array(64);
  private count = 0;

  /** `what` they are of in messages; `rest` names the codes beyond the first 254. */
  constructor(
    private readonly memory: MemoryBudget,
    private readonly what: string,
    private readonly rest = "other codes",
  ) {
    memory.take(this.rows.byteLength + this.codes.byteLength, what);
  }

  add(row: number, name: string): void {
    if (this.count === this.rows.length) {
      this.rows = this.memory.grown(this.rows, this.count + 1, 2 * this.count, this.what);
      this.codes = this.memory.grown(this.codes, this.count + 1, 2 * this.count, this.what);
    }
    this.rows[this.count] = row;
    this.codes[this.count++] = this.code(name);
  }

  build(): { readonly missingCodes?: MissingCodes } {
    if (this.count === 0) return {};
    const rows = this.rows.slice(0, this.count);
    return { missingCodes: { names: [...this.codeOf.keys()], rows, codes: this.codes.slice(0, this.count) } };
  }

  private code(name: string): number {
    const known = this.codeOf.get(name);
    if (known !== undefined) return known;
    const kept = this.codeOf.size < MOST_CODES - 1 ? name : this.rest;
    const code = this.codeOf.get(kept) ?? this.codeOf.size;
    this.codeOf.set(kept, code);
    return code;
  }
}

/** What the numbers of a column are. */
export type NumberMeaning = "number" | "date" | "time";

/** A column of numbers. */
export interface NumberField {
  readonly name: string;
  /** Its first byte in a row. */
  readonly at: number;
  /** The number there, NaN where missing. */
  readonly read: (view: DataView, at: number) => number;
  /** The missing code of a cell, undefined where it has none: such a cell is missing whatever its number. */
  readonly missing?: (value: number, view: DataView, at: number) => string | undefined;
  /** The name of missing codes beyond those that can be kept apart. */
  readonly otherCodes?: string;
  readonly meaning: NumberMeaning;
  /** Seconds since 1970 of a number of a date or time. */
  readonly seconds: (value: number) => number;
  readonly facts: ColumnFacts;
}

export class NumberColumn implements ColumnGatherer {
  private values: Float64Array;
  private row = 0;
  private readonly codes: MissingGatherer;
  private readonly what: string;

  constructor(
    private readonly field: NumberField,
    nRows: number,
    private readonly memory: MemoryBudget,
  ) {
    this.what = `column '${field.name}'`;
    this.values = memory.float64(nRows, this.what);
    this.codes = new MissingGatherer(memory, this.what, field.otherCodes);
  }

  take({ bytes, start, width, count }: Rows): void {
    const { at, read, missing } = this.field;
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    const end = this.row + count;
    if (end > this.values.length) {
      this.values = this.memory.grown(this.values, end, Math.max(2 * this.values.length, end), this.what);
    }
    const { values } = this;
    for (let row = this.row, from = start + at; row < end; row++, from += width) {
      const value = read(view, from);
      const code = missing?.(value, view, from);
      values[row] = code === undefined ? value : Number.NaN;
      if (code !== undefined) this.codes.add(row, code);
    }
    this.row = end;
  }

  build(): Column {
    const { name, meaning, seconds, facts } = this.field;
    if (meaning !== "number") this.memory.require(DATED_BYTES * this.row, this.what);
    const values = this.values.length === this.row ? this.values : this.values.slice(0, this.row);
    const all = { ...facts, ...this.codes.build() };
    return meaning === "number"
      ? numericColumn(name, values, all)
      : datedColumn(name, values.map(seconds), all, meaning);
  }
}

const DAY = 86_400;

/** Dates or times as text, of seconds since 1970. Dates of which any has a time of day are written as times, so that none is lost. */
function datedColumn(name: string, seconds: Float64Array, facts: ColumnFacts, meaning: "date" | "time"): Column {
  const days = meaning === "date" && seconds.every((moment) => Number.isNaN(moment) || moment % DAY === 0);
  if (days)
    return dateColumn(
      name,
      seconds.map((moment) => moment / DAY),
      facts,
    );
  return timeColumn(
    name,
    seconds.map((moment) => Math.round(moment * 1000)),
    facts,
  );
}

/** A column of text: parts of a row that make up a cell, one after the other. */
export interface TextField {
  readonly name: string;
  readonly parts: readonly { readonly at: number; readonly width: number }[];
  readonly width: number;
  /** Cells that are missing, by their text. */
  readonly missing: ReadonlySet<string>;
  readonly facts: ColumnFacts;
}

export class FixedTextColumn implements ColumnGatherer {
  private readonly texts: ByteTexts;
  private readonly what: string;
  private readonly whole: Uint8Array;

  constructor(
    private readonly field: TextField,
    private readonly decoding: TextDecoding,
    nRows: number,
    private readonly memory: MemoryBudget,
  ) {
    this.what = `column '${field.name}'`;
    this.texts = new ByteTexts(memory, this.what, nRows);
    this.whole = memory.uint8(field.parts.length > 1 ? field.width : 0, this.what);
  }

  take({ bytes, start, width, count }: Rows): void {
    const [only, ...further] = this.field.parts;
    const end = start + width * count;
    if (further.length > 0) for (let at = start; at < end; at += width) this.addParts(bytes, at);
    else for (let at = start + only!.at; at < end; at += width) this.texts.add(bytes, at, at + only!.width);
  }

  build(): Column {
    const { name, missing, facts } = this.field;
    const { cells, codes } = this.texts.decoded((bytes) => this.decoding.decode(bytes, name));
    return textColumn(name, cells, codes, {
      ...facts,
      ...takeMissing(cells, codes, missing, new MissingGatherer(this.memory, this.what)),
    });
  }

  private addParts(bytes: Uint8Array, row: number): void {
    let to = 0;
    for (const { at, width } of this.field.parts) {
      this.whole.set(bytes.subarray(row + at, row + at + width), to);
      to += width;
    }
    this.texts.add(this.whole, 0, to);
  }
}

/** The codes of cells that are `missing` by their text, which are emptied in `codes`, as `gatherer` has them. */
export function takeMissing(
  cells: string[],
  codes: Uint32Array,
  missing: ReadonlySet<string>,
  gatherer: MissingGatherer,
): { readonly missingCodes?: MissingCodes } {
  if (missing.size === 0) return {};
  codes.forEach((code, row) => {
    const cell = cells[code];
    if (cell !== undefined && missing.has(cell)) gatherer.add(row, cell);
  });
  cells.forEach((cell, code) => {
    if (missing.has(cell)) cells[code] = "";
  });
  return gatherer.build();
}

/** Facts of a column without those that say nothing. */
export function someFacts({
  label,
  stored,
  valueLabels,
  characteristics,
}: {
  readonly label?: string | undefined;
  readonly stored?: string | undefined;
  readonly valueLabels?: readonly ValueLabel[] | undefined;
  readonly characteristics?: Readonly<Record<string, string>> | undefined;
}): ColumnFacts {
  return {
    ...(label ? { label } : {}),
    ...(stored ? { stored } : {}),
    ...(valueLabels?.length ? { valueLabels } : {}),
    ...(characteristics === undefined ? {} : { characteristics }),
  };
}
