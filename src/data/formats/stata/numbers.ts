/**
 * A column of numbers, from the rows of pieces: doubles, NaN where missing, and which missing code each of those cells has.
 */
import type { MissingCodes } from "../../../base/columns.js";
import type { MemoryBudget } from "../memory-budget.js";
import {
  codeName,
  EARLY_DOUBLE_MISSING,
  missingCode,
  type NumberLimits,
  type NumberType,
  type Release,
} from "./releases.js";

/** Rows of a piece: `count` of them, `rowBytes` apart, from the first byte on; the first is row `first` of the file. */
export interface Rows {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  readonly start: number;
  readonly count: number;
  readonly rowBytes: number;
  readonly first: number;
}

/** Numbers of a growing list. */
class Growing {
  private held = new Uint32Array(64);
  private count = 0;

  constructor(
    private readonly memory: MemoryBudget,
    private readonly what: string,
  ) {}

  add(value: number): void {
    const { count, held, memory, what } = this;
    if (count === held.length) this.held = memory.grown(held, count + 1, 2 * count, what);
    this.held[this.count++] = value;
  }

  all = (): Uint32Array => this.held.slice(0, this.count);
}

/** Cells that are neither numbers nor missing codes of Stata's. */
export interface Unknown {
  readonly count: number;
  /** The first: its row, from 0, and what stands there. */
  readonly row: number;
  readonly value: number;
}

export class NumberGatherer {
  private readonly limits: NumberLimits;
  private readonly rows: Growing;
  private readonly codes: Growing;
  private strange: Unknown | undefined;
  private readonly isEarly: boolean;

  constructor(
    private readonly type: NumberType,
    private readonly offset: number,
    release: Release,
    private readonly littleEndian: boolean,
    /** As long as there are rows. */
    readonly values: Float64Array,
    memory: MemoryBudget,
    what: string,
  ) {
    this.rows = new Growing(memory, what);
    this.codes = new Growing(memory, what);
    this.limits = release.limits(type);
    this.isEarly = release.number < 108 && type === "double";
  }

  get unknown(): Unknown | undefined {
    return this.strange;
  }

  add(rows: Rows): void {
    READ[this.type](rows, this.offset, this.littleEndian, this.values);
    this.settle(rows);
  }

  /** Takes the numbers that are beyond the largest for what they are. */
  private settle({ first, count }: Rows): void {
    const { values, isEarly } = this;
    const { largest } = this.limits;
    for (let row = first; row < first + count; row++) {
      const value = values[row]!;
      if (value <= largest && !(isEarly && value === EARLY_DOUBLE_MISSING)) continue;
      values[row] = Number.NaN;
      if (value > largest || Number.isNaN(value)) this.beyond(row, value);
    }
  }

  private beyond(row: number, value: number): void {
    const code = missingCode(value, this.type, this.limits);
    if (code > 0) {
      this.rows.add(row);
      this.codes.add(code);
    }
    if (code >= 0) return;
    this.strange = {
      count: (this.strange?.count ?? 0) + 1,
      row: this.strange?.row ?? row,
      value: this.strange?.value ?? value,
    };
  }

  /** The codes that occur, and where; undefined where there is none but `.`. */
  missingCodes(): MissingCodes | undefined {
    const codes = this.codes.all();
    if (codes.length === 0) return undefined;
    const used = [...new Set(codes)].sort((a, b) => a - b);
    const place = new Map(used.map((code, k) => [code, k]));
    return {
      names: used.map(codeName),
      rows: this.rows.all(),
      codes: Uint8Array.from(codes, (code) => place.get(code)!),
    };
  }
}

type Read = (rows: Rows, offset: number, littleEndian: boolean, values: Float64Array) => void;

/** One loop a type: what a loop calls must not change, or it is several times as slow. */
const READ: Readonly<Record<NumberType, Read>> = {
  byte: ({ view, start, count, rowBytes, first }, offset, _, values) => {
    for (let row = 0, at = start + offset; row < count; row++, at += rowBytes) values[first + row] = view.getInt8(at);
  },
  int: ({ view, start, count, rowBytes, first }, offset, littleEndian, values) => {
    for (let row = 0, at = start + offset; row < count; row++, at += rowBytes)
      values[first + row] = view.getInt16(at, littleEndian);
  },
  long: ({ view, start, count, rowBytes, first }, offset, littleEndian, values) => {
    for (let row = 0, at = start + offset; row < count; row++, at += rowBytes)
      values[first + row] = view.getInt32(at, littleEndian);
  },
  float: ({ view, start, count, rowBytes, first }, offset, littleEndian, values) => {
    for (let row = 0, at = start + offset; row < count; row++, at += rowBytes)
      values[first + row] = view.getFloat32(at, littleEndian);
  },
  double: ({ view, start, count, rowBytes, first }, offset, littleEndian, values) => {
    for (let row = 0, at = start + offset; row < count; row++, at += rowBytes)
      values[first + row] = view.getFloat64(at, littleEndian);
  },
};
