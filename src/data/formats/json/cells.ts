/**
 * The columns of JSON while they are read: for each cell its kind and number, texts as places in a list.
 */
import { type Column, MISSING_CODE } from "../../../base/columns.js";
import { DataError } from "../../../base/errors.js";
import { type Note, note } from "../../../base/messages.js";
import { TABLE_NOTES } from "../../messages.js";
import { cellKind } from "../../table/cells.js";
import { numericColumn, textColumn } from "../../table/new-columns.js";
import { type MemoryBudget, OBJECT_BYTES } from "../memory-budget.js";
import { type PoolDecoding, TextPool } from "../text/text-pool.js";
import { JSON_NOTES } from "./messages.js";
import type { JsonScanner, ValueKind } from "./scanner.js";

const EMPTY = 0;
const NUMBER = 1;
const TEXT = 2;
const TRUTH = 3;
/** An integer that a double would round, as it is written. */
const CODE = 4;

const KINDS = ["number", "text", "boolean"] as const;

/** Integers from here on may be rounded. */
const EXACT = 2 ** 53;
/** Digits of the largest double. */
const LONGEST = 400;

/** Bytes of a cell: its kind and its number. */
const CELL_BYTES = 9;
const FIRST_ROWS = 16;

/** Cells that may be missing in any table, and how many may be for one that is not. */
const FREE = 2 ** 20;
const TIMES = 64;

/** How many cells there are, and how many are filled: memory is not taken for columns that are nearly all missing. */
export class Density {
  filled = 0;
  private made = 0;

  constructor(private readonly file: string) {}

  /** Cells are made, `more` of them. */
  make(more: number): void {
    this.made += more;
    this.require(this.made);
  }

  /** Throws DataError `json_sparse` for `cells` of which too few are filled. */
  require(cells: number): void {
    const most = FREE + TIMES * this.filled;
    if (cells <= most) return;
    throw new DataError(
      "json_sparse",
      `${this.file}: its records have names of their own, so that nearly all of ${cells} cells would be missing (${this.filled} are filled); write a record for each value, with its name as text.`,
      { got: cells, expected: most },
    );
  }
}

/** One column. */
export class JsonCells {
  private kinds = new Uint8Array(0);
  private values = new Float64Array(0);
  private pool: TextPool | undefined;
  private readonly counts = [0, 0, 0, 0, 0];
  /** The attempt at a record in which a cell was set last, so that one that stands twice is found. */
  attempt = -1;

  constructor(
    readonly name: string,
    private readonly decode: PoolDecoding,
    private readonly density: Density,
    private readonly memory: MemoryBudget,
  ) {
    memory.takeObjects(8 * OBJECT_BYTES, this.what);
  }

  private get what(): string {
    return `column '${this.name}'`;
  }

  private get texts(): TextPool {
    this.pool ??= new TextPool(this.decode, this.memory, this.what);
    return this.pool;
  }

  /** Cells that are not missing. */
  get filled(): number {
    return this.counts.reduce((sum, count, kind) => (kind === EMPTY ? sum : sum + count), 0);
  }

  /** The value that `json` read last is the cell of `row`. */
  set(row: number, json: JsonScanner, kind: ValueKind): void {
    if (kind === "null") return;
    if (kind === "true" || kind === "false") this.put(row, TRUTH, json.number);
    else if (kind === "text") {
      if (json.end > json.start)
        this.put(row, TEXT, this.texts.code(json.buffer, json.start, json.end, Number(json.escaped)));
    } else if (Math.abs(json.number) >= EXACT && cellKind(json.raw(LONGEST)) === "code") {
      this.put(row, CODE, this.texts.code(json.buffer, json.start, json.end));
    } else this.put(row, NUMBER, json.number);
  }

  private put(row: number, kind: number, value: number): void {
    if (row >= this.kinds.length) this.grow(row);
    if (this.kinds[row] === EMPTY) this.density.filled++;
    this.counts[this.kinds[row]!]!--;
    this.counts[kind]!++;
    this.kinds[row] = kind;
    this.values[row] = value;
  }

  private grow(row: number): void {
    const now = this.kinds.length;
    const size = this.memory.roomFor(now, Math.max(row + 1, FIRST_ROWS), 2 * now, CELL_BYTES);
    this.density.make(size - this.kinds.length);
    this.kinds = this.memory.grown(this.kinds, size, size, this.what);
    this.values = this.memory.grown(this.values, size, size, this.what);
  }

  /** The column of `nRows` rows, and what is to be said of it. */
  build(nRows: number): { readonly column: Column; readonly notes: readonly Note[] } {
    if (this.kinds.length < nRows) this.grow(nRows - 1);
    const { name, filled } = this;
    const [, numbers = 0, , truths = 0] = this.counts;
    if (numbers === filled || truths === filled) {
      const stored = numbers === filled ? "number" : "boolean";
      const values = this.memory.float64(nRows, this.what);
      for (let row = 0; row < nRows; row++) values[row] = this.kinds[row] === EMPTY ? Number.NaN : this.values[row]!;
      return { column: numericColumn(name, values, filled === 0 ? {} : { stored }), notes: [] };
    }
    return this.asText(nRows);
  }

  private asText(nRows: number) {
    const { name } = this;
    const cells = [...this.texts.cells];
    const codeOf = [0, 1].map(() => new Map<number, number>());
    const codes = this.memory.uint32(nRows, this.what).fill(MISSING_CODE);
    for (let row = 0; row < nRows; row++) {
      const kind = this.kinds[row]!;
      const value = this.values[row]!;
      if (kind === EMPTY) continue;
      if (kind === TEXT || kind === CODE) codes[row] = value;
      else codes[row] = placed(codeOf[kind === TRUTH ? 1 : 0]!, value, cells, kind === TRUTH);
    }
    return { column: textColumn(name, cells, codes, { stored: "string" }), notes: this.notes(nRows) };
  }

  private notes(nRows: number): Note[] {
    const [, numbers = 0, texts = 0, truths = 0, codes = 0] = this.counts;
    const first = (kind: number) => {
      const row = this.kinds.indexOf(kind);
      return { row: row + 1, got: valueText(kind, this.values[row]!, this.texts.cells) };
    };
    if (texts + truths === 0)
      return [note(TABLE_NOTES, "codes", { column: this.name, count: codes, of: nRows, ...first(CODE) })];
    const counts = [numbers + codes, texts, truths];
    if (counts.filter((count) => count > 0).length < 2) return [];
    const most = counts.indexOf(Math.max(...counts)) + 1;
    const other = this.kinds.findIndex(
      (kind) => kind !== EMPTY && Math.min(kind, CODE) !== most && !(kind === CODE && most === NUMBER),
    );
    const kinds = KINDS.flatMap((kind, k) => (counts[k]! > 0 ? [{ kind, count: counts[k]! }] : []));
    const got = valueText(this.kinds[other]!, this.values[other]!, this.texts.cells);
    return [note(JSON_NOTES, "json_mixed", { column: this.name, kinds, row: other + 1, got })];
  }
}

function placed(codeOf: Map<number, number>, value: number, cells: string[], isTruth: boolean): number {
  let code = codeOf.get(value);
  if (code === undefined) {
    code = cells.push(isTruth ? String(value === 1) : String(value)) - 1;
    codeOf.set(value, code);
  }
  return code;
}

const valueText = (kind: number, value: number, cells: readonly string[]): string =>
  kind === TEXT || kind === CODE ? cells[value]! : kind === TRUTH ? String(value === 1) : String(value);
