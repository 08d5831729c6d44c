/**
 * Columns gathered batch after batch: what each type of Arrow becomes, by the rules of Parquet's.
 */
import type { Column, ColumnFacts } from "../../../base/columns.js";
import { MISSING_CODE } from "../../../base/columns.js";
import { NotSupported } from "../../../base/errors.js";
import { numericColumn, textColumn } from "../../table/new-columns.js";
import { clockTime, isoDate, isoTime, TextGatherer } from "../build-columns.js";
import type { MemoryBudget } from "../memory-budget.js";
import type { ByteSource } from "../source.js";
import { TextPool } from "../text/text-pool.js";
import type { BufferReader, FieldPlace } from "./buffers.js";
import { fixedValues, textValues } from "./field-values.js";
import type { Batch } from "./messages-in-file.js";
import {
  bigIntegerAt,
  bitsOf,
  boolReader,
  floatReader,
  intReader,
  type NumberReader,
  PER_SECOND,
} from "./number-readers.js";
import { type ArrowField, type ArrowType, type TimeUnit, typeName } from "./schema.js";

/** A column in the making. */
export interface Gatherer {
  /** Takes the rows of one batch. */
  add(reader: BufferReader, batch: Batch, place: FieldPlace): Promise<void>;
  /** The column; undefined where numbers would have been rounded: `exactGatherer` makes text of them. */
  build(name: string, facts: ColumnFacts): Column | undefined;
}

/** The rows that are gathered, and whose memory they are held in. */
export interface Room {
  readonly nRows: number;
  readonly memory: MemoryBudget;
  readonly what: string;
}

/** What gathers `nRows` rows of `field`. Throws NotSupported `arrow_type`. */
export function gathererOf(
  { name, type }: Pick<ArrowField, "name" | "type">,
  nRows: number,
  { name: file, memory }: ByteSource,
): Gatherer {
  const room: Room = { nRows, memory, what: `column '${name}'` };
  switch (type.is) {
    case "int":
      return new Numbers(room, type.bits, intReader(type.bits, type.signed));
    case "float":
      return new Numbers(room, type.bits, floatReader(type.bits), NEVER);
    case "bool":
      return new Numbers(room, 1, boolReader);
    case "duration": {
      const per = PER_SECOND[type.unit];
      const count = intReader(64, true);
      return new Numbers(room, 64, (data, row) => count(data, row) / per, NEVER);
    }
    case "null":
      return new Missing(room);
    case "text":
    case "bytes":
      return new Texts(room, type, name, file);
    case "decimal":
    case "date":
    case "time":
    case "timestamp":
      return type.is === "decimal" ? new Decimals(room, type) : new Spelled(room, type);
    default:
      throw unread(name, type, file);
  }
}

/** Integers of 64 bits as text, where some would be rounded as numbers. */
export const exactGatherer = (room: Room, signed: boolean): Gatherer =>
  new Words(room, 64, (data, row) =>
    String(signed ? data.getBigInt64(8 * row, true) : data.getBigUint64(8 * row, true)),
  );

function unread(name: string, type: ArrowType, file: string): NotSupported {
  const words = typeName({ type });
  const nested = type.is === "other" && type.nested;
  return new NotSupported(
    "arrow_type",
    `${file}: column '${name}' is of type ${words}, ${nested ? "one value a row was expected; write its parts as columns of their own" : "which is not read; write it as a number or as text"}, or leave it out.`,
    { got: words, expected: "numbers, text, dates or times", column: name },
  );
}

const EXACT = 2 ** 53;
/** No number is from here on. */
const NEVER = Number.NaN;

class Numbers implements Gatherer {
  private readonly values: Float64Array;
  private at = 0;
  private isExact = true;

  constructor(
    { nRows, memory, what }: Room,
    private readonly bits: number,
    private readonly read: NumberReader,
    /** Numbers from here on may be rounded. */
    private readonly exact = EXACT,
  ) {
    this.values = memory.float64(nRows, what);
  }

  async add(reader: BufferReader, batch: Batch, place: FieldPlace): Promise<void> {
    const { n, has, data } = await fixedValues(reader, batch, place, this.bits);
    const { values, at, read, exact } = this;
    for (let row = 0; row < n; row++) {
      const value = has(row) ? read(data, row) : Number.NaN;
      values[at + row] = value;
      if ((value >= exact || value <= -exact) && isBeyond(data, row, value < 0)) this.isExact = false;
    }
    this.at += n;
  }

  build(name: string, facts: ColumnFacts): Column | undefined {
    return this.isExact ? numericColumn(name, this.values, facts) : undefined;
  }
}

/** Whether an integer of 64 bits is beyond those that doubles have all of. */
function isBeyond(data: DataView, row: number, isNegative: boolean): boolean {
  const value = isNegative ? -data.getBigInt64(8 * row, true) : data.getBigUint64(8 * row, true);
  return value > BigInt(EXACT);
}

class Missing implements Gatherer {
  private readonly values: Float64Array;

  constructor({ nRows, memory, what }: Room) {
    this.values = memory.float64(nRows, what).fill(Number.NaN);
  }

  async add(): Promise<void> {}

  build(name: string, facts: ColumnFacts): Column {
    return numericColumn(name, this.values, facts);
  }
}

/** Values as text: each distinct one is spelled once where it is met. */
class Words implements Gatherer {
  protected readonly texts: TextGatherer;

  constructor(
    protected readonly room: Room,
    private readonly bits: number,
    private readonly spell: (data: DataView, row: number) => string,
  ) {
    this.texts = new TextGatherer(room.nRows, room.memory, room.what);
  }

  async add(reader: BufferReader, batch: Batch, place: FieldPlace): Promise<void> {
    const { n, has, data } = await fixedValues(reader, batch, place, this.bits);
    for (let row = 0; row < n; row++) this.texts.add(has(row) ? this.spell(data, row) : null);
  }

  build(name: string, facts: ColumnFacts): Column {
    return this.texts.build(name, facts);
  }
}

/** Decimals: the doubles nearest to them; whole ones that a double would round are text, all of their column. */
class Decimals extends Words {
  constructor(
    room: Room,
    private readonly type: ArrowType & { readonly is: "decimal" },
  ) {
    super(room, type.bits, (data, row) => decimalText(bigIntegerAt(data, row, type.bits), type.scale));
  }

  override build(name: string, facts: ColumnFacts): Column {
    const texts = this.texts.build(name, facts);
    const numbers = texts.levels.map(Number);
    if (this.type.scale <= 0 && numbers.some((value) => Math.abs(value) > EXACT)) return texts;
    const { nRows, memory, what } = this.room;
    const values = memory.float64(nRows, what);
    texts.codes.forEach((code, row) => {
      values[row] = code === MISSING_CODE ? Number.NaN : numbers[code]!;
    });
    return numericColumn(name, values, facts);
  }
}

function decimalText(unscaled: bigint, scale: number): string {
  if (scale <= 0) return String(unscaled * 10n ** BigInt(-scale));
  const digits = String(unscaled < 0n ? -unscaled : unscaled).padStart(scale + 1, "0");
  return `${unscaled < 0n ? "-" : ""}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}

type MomentType = ArrowType & { readonly is: "date" | "time" | "timestamp" };

/** Dates and times, spelled once each. */
class Spelled extends Words {
  constructor(room: Room, type: MomentType) {
    const spelled = new Map<number | bigint, string>();
    const spell = speller(type);
    const bits = bitsOf(type)!;
    const wide = (data: DataView, row: number) => data.getBigInt64(8 * row, true);
    const narrow = intReader(32, true);
    super(room, bits, (data, row) => {
      const value = bits === 64 ? wide(data, row) : narrow(data, row);
      let text = spelled.get(value);
      if (text === undefined) {
        text = spell(BigInt(value));
        spelled.set(value, text);
      }
      return text;
    });
  }
}

function speller(type: MomentType): (value: bigint) => string {
  if (type.is === "date")
    return type.unit === "day" ? (day) => isoDate(Number(day) * 86_400_000) : (ms) => isoDate(Number(ms));
  const zone = type.is === "timestamp" && type.zone !== "" ? "+00" : "";
  const whole = type.is === "time" ? clockTime : isoTime;
  return (value) => {
    const [seconds, part] = divided(value, type.unit);
    return `${whole(Number(seconds) * 1000)}${part}${zone}`;
  };
}

/** Whole seconds, rounded down, and the part of one that is left: "", ".500", ".123456". */
function divided(value: bigint, unit: TimeUnit): readonly [bigint, string] {
  const per = BigInt(PER_SECOND[unit]);
  const rest = ((value % per) + per) % per;
  const digits = String(rest)
    .padStart(String(per).length - 1, "0")
    .replace(/(000)+$/, "");
  return [(value - rest) / per, rest === 0n ? "" : `.${digits}`];
}

/** Texts; bytes that are UTF-8 are text too. */
class Texts implements Gatherer {
  private readonly codes: Uint32Array;
  private readonly pool: TextPool;
  private at = 0;

  constructor(
    { nRows, memory, what }: Room,
    private readonly type: ArrowType & { readonly is: "text" | "bytes" },
    name: string,
    file: string,
  ) {
    this.codes = memory.uint32(nRows, what).fill(MISSING_CODE);
    const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
    this.pool = new TextPool(
      (bytes) => {
        try {
          return utf8.decode(bytes);
        } catch {
          throw new NotSupported(
            "arrow_type",
            `${file}: column '${name}' holds bytes that are no text; write it as a number or as text, or leave it out.`,
            { got: typeName({ type: this.type }), expected: "numbers or text", column: name },
          );
        }
      },
      memory,
      what,
    );
  }

  async add(reader: BufferReader, batch: Batch, place: FieldPlace): Promise<void> {
    const { n, has, at } = await textValues(reader, batch, place, this.type);
    let row = this.at;
    const take = (bytes: Uint8Array, start: number, end: number) => {
      this.codes[row] = this.pool.code(bytes, start, end);
    };
    for (let i = 0; i < n; i++, row++) if (has(i)) at(i, take);
    this.at += n;
  }

  build(name: string, facts: ColumnFacts): Column {
    return textColumn(name, this.pool.cells, this.codes, facts);
  }
}

/** A column of places in a dictionary, whose values come as batches of their own. */
export class Coded implements Gatherer {
  private readonly values: Float64Array;
  private readonly codes: Uint32Array;
  private readonly cells: string[] = [];
  private readonly codeOf = new Map<string, number>();
  private entries: readonly (number | string | null)[] = [];
  private isText = true;
  private at = 0;

  constructor(
    private readonly room: Room,
    private readonly field: ArrowField & Required<Pick<ArrowField, "dictionary">>,
  ) {
    const { nRows, memory, what } = room;
    this.values = memory.float64(nRows, what).fill(Number.NaN);
    this.codes = memory.uint32(nRows, what).fill(MISSING_CODE);
  }

  /** The values that the places after this stand for: those of before and these, or these alone. */
  define(column: Column, delta: boolean): void {
    this.isText = column.kind === "text";
    const own =
      column.kind === "numeric"
        ? Array.from(column.values)
        : Array.from(column.codes, (code) => (code === MISSING_CODE ? null : column.levels[code]!));
    this.room.memory.takeObjects(8 * own.length, this.room.what);
    this.entries = delta ? [...this.entries, ...own] : own;
  }

  async add(reader: BufferReader, batch: Batch, place: FieldPlace): Promise<void> {
    const { index } = this.field.dictionary;
    const { n, has, data } = await fixedValues(reader, batch, place, index.bits);
    const read = intReader(index.bits, index.signed);
    for (let row = 0; row < n; row++) {
      if (!has(row)) continue;
      const entry = this.entries[read(data, row)];
      if (entry === undefined)
        throw reader.broken(`refers to value ${read(data, row)} of a dictionary of ${this.entries.length}`);
      if (typeof entry === "number") this.values[this.at + row] = entry;
      else if (entry !== null) this.codes[this.at + row] = this.code(entry);
    }
    this.at += n;
  }

  build(name: string, facts: ColumnFacts): Column {
    return this.isText ? textColumn(name, this.cells, this.codes, facts) : numericColumn(name, this.values, facts);
  }

  private code(cell: string): number {
    let code = this.codeOf.get(cell);
    if (code === undefined) {
      code = this.cells.push(cell) - 1;
      this.codeOf.set(cell, code);
    }
    return code;
  }
}
