/**
 * Long strings (strL): a row refers to one by the variable and row it was first written for, and a section after the rows has them all.
 */
import { MISSING_CODE } from "../../../base/columns.js";
import { NotSupported } from "../../../base/errors.js";
import { OBJECT_BYTES } from "../memory-budget.js";
import { type ByteSource, damaged } from "../source.js";
import { Cursor } from "./cursor.js";
import type { StataHead } from "./head.js";
import type { Rows } from "./numbers.js";
import type { Release } from "./releases.js";

/** More than the variables a file can have: a reference is one number, its variable in the digits below. */
const VARIABLES = 2 ** 17;
/** Rows that a reference can name. */
const ROWS = 2 ** 36;

const referenceOf = (variable: number, row: number): number => row * VARIABLES + variable;

/** Bytes of a cell that say the variable; the other of its eight say the row. */
const variableBytes = ({ number }: Release): 2 | 3 | 4 =>
  number === 117 ? 4 : number === 119 || number === 121 ? 3 : 2;

/** Binary long strings of a column. */
export interface Binaries {
  readonly count: number;
  /** The row of the first, from 0. */
  readonly row: number;
}

/** Gathers the references of one column, and then their texts. */
export class LongStringGatherer {
  readonly codes: Uint32Array;
  readonly cells: string[] = [];
  private readonly codeOf = new Map<number, number>();
  private readonly firstRows: number[] = [];
  private readonly found: boolean[] = [];
  private readonly isBinary: boolean[] = [];
  private readonly split: number;

  constructor(
    readonly name: string,
    private readonly offset: number,
    release: Release,
    private readonly littleEndian: boolean,
    nRows: number,
    private readonly source: ByteSource,
  ) {
    this.codes = source.memory.uint32(nRows, `column '${name}'`).fill(MISSING_CODE);
    this.split = variableBytes(release);
  }

  add({ bytes, start, count, rowBytes, first }: Rows): void {
    for (let row = 0, at = start + this.offset; row < count; row++, at += rowBytes) {
      const variable = this.unsigned(bytes, at, this.split);
      const origin = this.unsigned(bytes, at + this.split, 8 - this.split);
      if (variable === 0 && origin === 0) continue;
      if (variable >= VARIABLES || origin >= ROWS) throw this.dangling(first + row, variable, origin);
      const reference = referenceOf(variable, origin);
      let code = this.codeOf.get(reference);
      if (code === undefined) {
        code = this.codeOf.size;
        this.source.memory.takeObjects(2 * OBJECT_BYTES, `column '${this.name}'`);
        this.codeOf.set(reference, code);
        this.firstRows.push(first + row);
        this.cells.push("");
      }
      this.codes[first + row] = code;
    }
  }

  private unsigned(bytes: Uint8Array, at: number, length: number): number {
    let value = 0;
    for (let i = 0; i < length; i++) value = value * 256 + bytes[at + (this.littleEndian ? length - 1 - i : i)]!;
    return value;
  }

  /** Whether a cell refers to the string of `variable` and `row`. */
  wants = (variable: number, row: number): boolean => this.codeOf.has(referenceOf(variable, row));

  /** Takes the string of `variable` and `row`; undefined is a binary one. */
  take(variable: number, row: number, text: string | undefined): void {
    const code = this.codeOf.get(referenceOf(variable, row));
    if (code === undefined) return;
    this.found[code] = true;
    this.source.memory.takeObjects(text?.length ?? 0, `column '${this.name}'`);
    if (text === undefined) this.isBinary[code] = true;
    else this.cells[code] = text;
  }

  /** Throws DataError `file_damaged` where a row refers to a string that is not in the file. */
  requireAll(): void {
    this.firstRows.forEach((row, code) => {
      if (this.found[code] === true) return;
      throw damaged(
        this.source.name,
        `row ${row + 1} of column '${this.name}' refers to a long string that is not there`,
        {
          column: this.name,
          row: row + 1,
        },
      );
    });
  }

  /** Cells with bytes that are no text. */
  binaries(): Binaries | undefined {
    if (!this.isBinary.includes(true)) return undefined;
    let count = 0;
    for (const code of this.codes) if (code !== MISSING_CODE && this.isBinary[code] === true) count++;
    return { count, row: this.firstRows[this.isBinary.indexOf(true)]! };
  }

  private dangling(row: number, variable: number, origin: number) {
    return damaged(
      this.source.name,
      `row ${row + 1} of column '${this.name}' refers to a long string of variable ${variable} and row ${origin}`,
      { column: this.name, row: row + 1 },
    );
  }
}

/** The longest text a host can hold, roughly, in bytes. */
const LONGEST = 2 ** 29 - 32;

const TEXT = 130;
const BINARY = 129;

/** Gives every string of the section to the columns that refer to it. Throws DataError `file_truncated`, `file_damaged`. */
export async function readLongStrings(
  source: ByteSource,
  head: StataHead,
  columns: readonly LongStringGatherer[],
): Promise<void> {
  const { release, text } = head;
  const cursor = new Cursor(source, head.longStringsAt!, head.littleEndian);
  const rowBytes = release.number === 117 ? 4 : 8;
  await cursor.tag("<strls>");
  while (new TextDecoder().decode(await cursor.peek(3, "long strings")) === "GSO") {
    const entry = await cursor.fields(3 + 4 + rowBytes + 5, "a long string");
    const variable = entry.u32(3);
    const row = rowBytes === 4 ? entry.u32(7) : entry.u64(7);
    const kind = entry.u8(7 + rowBytes);
    const length = entry.u32(8 + rowBytes);
    if (kind !== TEXT && kind !== BINARY) throw damaged(source.name, `a long string is of kind ${kind}`, { got: kind });
    const takers = columns.filter((column) => column.wants(variable, row));
    if (takers.length === 0) {
      if (length > cursor.left) throw damaged(source.name, "a long string is longer than the file");
      cursor.at += length;
      continue;
    }
    if (length > LONGEST && length <= cursor.left) throw tooLong(source, takers[0]!.name, length);
    const bytes = await cursor.take(length, "a long string");
    const content = contentOf(bytes, kind);
    for (const taker of takers) taker.take(variable, row, content === undefined ? undefined : text.decode(content));
  }
  await cursor.tag("</strls>");
  for (const column of columns) column.requireAll();
}

/** The bytes of a text; undefined where they are none. */
function contentOf(bytes: Uint8Array, kind: number): Uint8Array | undefined {
  const end = bytes.indexOf(0);
  if (kind === TEXT) return end < 0 ? bytes : bytes.subarray(0, end);
  return end < 0 ? bytes : undefined;
}

const tooLong = (source: ByteSource, column: string, length: number): NotSupported =>
  new NotSupported(
    "dta_long_string",
    `${source.name}: a long string of column '${column}' has ${length} bytes, which is more than can be read; leave the column out.`,
    { got: length, expected: LONGEST, column },
  );
