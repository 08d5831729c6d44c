/**
 * The records of a CSV file, read by kernels: a piece of the file in linear memory, its blocks as tasks. A block begins at the first line
 * that begins in it as if no quote were open there; where that was wrong, it is read again from where the block before it ended. So the
 * records are those of the file, in its order, on any number of threads. What is not sound is said by `CsvScanner`.
 */
import { DataError, KernelError } from "../../../base/errors.js";
import { invoke } from "../../../engine/kernels/call.js";
import type {
  Engine,
  F64Block,
  Held,
  KernelArguments,
  Scope,
  U8Block,
  U32Block,
} from "../../../engine/kernels/engine.js";
import { powersOfFive } from "../../../engine/kernels/powers-of-five.js";
import { isNumber, trimCell } from "../../table/cells.js";
import { CsvScanner } from "../../table/csv-scan.js";
import type { CsvShape } from "./shape.js";
import type { TextPiece, TextStream } from "./text-stream.js";
import { incompleteTail, requireText } from "./utf8.js";

/** Bytes read at a time, and of a task; for tests, small ones make every boundary occur. */
export interface PieceSizes {
  readonly piece: number;
  readonly block: number;
}

export const PIECES: PieceSizes = { piece: 4 << 20, block: 1 << 18 };

/** What is made of a column. */
export type ColumnUse = "nothing" | "numbers" | "texts";

/** A cell of a column of numbers that the kernel could not judge; `cell` is untrimmed. */
export interface OddCell {
  readonly row: number;
  readonly column: number;
  readonly cell: string;
}

/** Records of a block, as they stand in linear memory: good until the call ends. */
export interface BlockRows {
  readonly nRows: number;
  /** The columns of numbers. */
  readonly columns: readonly number[];
  /** Their numbers, `stride` apart. */
  readonly numbers: Float64Array<ArrayBufferLike>;
  readonly stride: number;
  readonly odd: readonly OddCell[];
  /** Share of the file up to here. */
  readonly read: number;
}

/** Where the cells of the columns of texts stand: those of text t at `part.cells + t * stride`, counted in u32. */
export interface TextParts {
  readonly parts: readonly { readonly cells: number; readonly nRows: number }[];
  readonly stride: number;
  readonly nRows: number;
  readonly bytes: U8Block;
  readonly texts: U32Block;
}

/** Takes what is read, in the order of rows. */
export interface RecordTaker {
  /** Which columns are wanted; may change to "nothing" between pieces. */
  use(column: number): ColumnUse;
  rows(block: BlockRows): void;
  /** The texts of one or several blocks whose rows were taken. */
  texts(parts: TextParts): void;
}

/** What was seen of all records. */
export interface RecordsSeen {
  readonly nRows: number;
  /** By column, 1 where a cell that is not in quotes begins with a digit or a sign; where one is in quotes: as `CsvScanner` has them. */
  readonly bareNumbers: Uint8Array;
  readonly quotedCells: Uint8Array;
}

// Bits of `mode`, outcomes and uses of the kernel `csvRecords`.
const GUESS = 1;
const CHECK = 2;
const WHOLE = 4;
const [CUT, BROKEN, FULL, NO_TEXT] = [1, 2, 3, 4] as const;
const USES = { nothing: 0, numbers: 1, markedNumbers: 2, texts: 3 } as const;
const NEWLINES = { "\n": 10, "\r": 13, "\r\n": 2 } as const;

/** Zero bytes behind the text. */
const SLACK = 64;
const REPORT = 5;
const ODD = 5;
const TEXT = 3;
/** Odd cells of a block at least. */
const MOST_ODD = 512;
/** Bytes of a record at most, unless a piece is larger. */
const LONGEST_RECORD = 1 << 26;

/** Reads every record of `text` below the header. Throws as `CsvScanner` and `requireText`, DataError `csv_long_record`, and what `taker` throws. */
export async function readRecords(
  engine: Engine,
  shape: CsvShape,
  text: TextStream,
  taker: RecordTaker,
  sizes: PieceSizes,
  between: (read: number) => void = () => {},
): Promise<RecordsSeen> {
  const reader = new BlockReader(engine, shape, taker, sizes);
  const pieces = text.open();
  try {
    let read = 0;
    for (let next = await pieces.next(); !next.done; next = await pieces.next()) {
      read = next.value.read;
      reader.add(next.value.bytes);
      if (!reader.isFilled) continue;
      await reader.readPiece(false, read, pieces);
      between(read);
    }
    await reader.readPiece(true, 1, pieces);
    return reader.seen;
  } finally {
    reader.free();
    await pieces.return(undefined);
  }
}

type Report = Readonly<Record<"first" | "next" | "rows" | "odd" | "lines", number>>;

/** The text in linear memory and what kernels make of it. */
class BlockReader {
  private readonly nColumns: number;
  private readonly bare: Uint8Array;
  private readonly quoted: Uint8Array;
  private nRows = 0;
  private line: number;
  /** Bytes of the file's start that are still to be passed over. */
  private skip: number;
  /** Bytes in `text`: what an earlier piece left comes first. */
  private filled = 0;
  private left = 0;
  private text: Held<U8Block>;
  private made: Held<Made> | undefined;
  private maxRows: number;
  private readonly fixed: Held<{ plan: U32Block; powers: U32Block; markers: Markers }>;
  /** Columns of numbers of the piece. */
  private numberColumns: readonly number[] = [];
  /** Share of the file before the piece. */
  private readBefore = 0;
  private parts: { cells: number; nRows: number }[] = [];
  private partRows = 0;

  constructor(
    private readonly engine: Engine,
    private readonly shape: CsvShape,
    private readonly taker: RecordTaker,
    private readonly sizes: PieceSizes,
  ) {
    const { names, rules, start } = shape;
    this.nColumns = names.length;
    this.bare = new Uint8Array(names.length);
    this.quoted = new Uint8Array(names.length);
    this.skip = start;
    this.line = shape.firstLine;
    this.maxRows = Math.ceil(sizes.block / (8 * names.length)) + 1;
    this.text = engine.hold((scope) => scope.u8(2 * sizes.piece + SLACK));
    this.fixed = engine.hold((scope) => ({
      plan: scope.u32(4 * names.length),
      powers: scope.copyU32(powersOfFive()),
      markers: placeMarkers(scope, rules),
    }));
  }

  get isFilled(): boolean {
    return this.filled - this.left >= this.sizes.piece;
  }

  get seen(): RecordsSeen {
    return { nRows: this.nRows, bareNumbers: this.bare, quotedCells: this.quoted };
  }

  free(): void {
    this.text.free();
    this.made?.free();
    this.fixed.free();
  }

  /** Puts bytes behind those that are there. */
  add(bytes: Uint8Array): void {
    const skipped = Math.min(this.skip, bytes.length);
    this.skip -= skipped;
    const added = bytes.subarray(skipped);
    this.reserve(this.filled + added.length);
    this.text.value.view().set(added, this.filled);
    this.filled += added.length;
  }

  /** Reads the records that are there; `whole` if the file ends here. `pieces` go on where something is not sound. */
  async readPiece(whole: boolean, read: number, pieces: AsyncGenerator<TextPiece>): Promise<void> {
    if (whole) this.endLastLine();
    const broken = this.readBlocks(whole, read);
    this.readBefore = read;
    if (broken !== undefined) await this.refuse(broken, pieces);
    if (!whole && this.filled > LONGEST_RECORD && this.filled > 2 * this.sizes.piece) await this.refuse(0, pieces);
  }

  private reserve(bytes: number): void {
    const { value } = this.text;
    if (bytes + SLACK <= value.length) return;
    const larger = this.engine.hold((scope) => scope.u8(2 * bytes + SLACK));
    larger.value.view().set(this.text.value.view().subarray(0, this.filled));
    this.text.free();
    this.text = larger;
  }

  /** Ends a last line that the file leaves open, as `CsvScanner.finish` does. */
  private endLastLine(): void {
    const { newline } = this.shape;
    const end = new TextEncoder().encode(newline);
    const bytes = this.text.value.view().subarray(0, this.filled);
    if (this.filled === 0 || end.every((byte, i) => bytes[this.filled - end.length + i] === byte)) return;
    this.addedEnd = end.length;
    this.add(end);
  }

  /** Bytes of the line end that was added. */
  private addedEnd = 0;

  /** Returns where a record is not sound, if one is. What is left of the piece is moved to its front. */
  private readBlocks(whole: boolean, read: number): number | undefined {
    const limit = this.filled;
    this.text.value.view().fill(0, limit, limit + SLACK);
    this.plan();
    const nBlocks = Math.max(1, Math.ceil(limit / this.sizes.block));
    const made = this.room(nBlocks);
    const task = (block: number, start: number, mode: number): KernelArguments["csvRecords"] => ({
      start,
      end: Math.min(limit, (block + 1) * this.sizes.block),
      limit,
      mode: mode | (whole ? WHOLE : 0),
      delimiter: this.shape.delimiter.charCodeAt(0),
      newline: NEWLINES[this.shape.newline],
      nColumns: this.nColumns,
      maxRows: made.maxRows,
      maxOdd: made.maxOdd,
      bytes: this.text.value,
      plan: this.fixed.value.plan,
      markers: this.fixed.value.markers.block,
      powers: this.fixed.value.powers,
      numbers: made.numbers.at(block * made.nNumbers * made.maxRows),
      texts: made.texts.at(block * made.nTexts * made.maxRows * TEXT),
      odd: made.odd.at(block * made.maxOdd * ODD),
      flags: made.flags.at(block * 2 * this.nColumns),
      report: made.report.at(block * REPORT),
    });
    const starts = Array.from({ length: nBlocks }, (_, block) => block * this.sizes.block);
    const infos = this.engine.run(
      "csvRecords",
      starts.map((start, block) => task(block, start, block === 0 ? CHECK : CHECK | GUESS)),
    );
    if (infos.includes(NO_TEXT)) this.requireText(whole);
    let at = 0;
    let isFull = false;
    let broken: number | undefined;
    for (let block = 0; block < nBlocks && at < limit; block++) {
      if (at >= Math.min(limit, (block + 1) * this.sizes.block)) continue; // within a record that was read
      let info = infos[block]!;
      if (this.report(made, block).first !== at) info = invoke(this.engine, "csvRecords", task(block, at, 0));
      this.take(made, block, read);
      at = this.report(made, block).next;
      while (info === FULL) {
        isFull = true;
        this.flushTexts(made);
        info = invoke(this.engine, "csvRecords", task(block, at, 0));
        this.take(made, block, read);
        at = this.report(made, block).next;
      }
      if (info === BROKEN || (info === CUT && whole)) broken = at;
      if (info !== 0) break;
    }
    this.flushTexts(made);
    if (isFull) this.maxRows *= 2;
    if (broken !== undefined) return broken;
    const view = this.text.value.view();
    view.copyWithin(0, at, limit);
    this.filled = limit - at;
    this.left = this.filled;
    return undefined;
  }

  /** What the taker wants, as the kernel reads it. */
  private plan(): void {
    const { plan, markers } = this.fixed.value;
    const counts = { nothing: 0, numbers: 0, texts: 0 };
    const uses = this.shape.names.map((_, k) => this.taker.use(k));
    const places = uses.map((use) => counts[use]++);
    this.numberColumns = uses.flatMap((use, k) => (use === "numbers" ? [k] : []));
    const { maxRows } = this.room(0, counts);
    const words = plan.view();
    uses.forEach((use, k) => {
      const { areNumbers, start, count } = markers.of[k]!;
      const isMarked = use === "numbers" && areNumbers;
      const bytes = use === "texts" ? 4 * TEXT : 8;
      words.set([USES[isMarked ? "markedNumbers" : use], places[k]! * maxRows * bytes, start, count], 4 * k);
    });
  }

  /** Room for what `nBlocks` blocks make. */
  private room(nBlocks: number, counts?: { readonly numbers: number; readonly texts: number }): Made {
    const known = this.made?.value;
    const { numbers, texts } = counts ?? { numbers: known!.nNumbers, texts: known!.nTexts };
    const most = Math.max(nBlocks, known?.nBlocks ?? 1);
    if (
      known?.nNumbers === numbers &&
      known.nTexts === texts &&
      known.nBlocks >= nBlocks &&
      (nBlocks > 0 || known.maxRows === this.maxRows)
    ) {
      return known;
    }
    this.made?.free();
    const { nColumns, maxRows } = this;
    const maxOdd = Math.max(MOST_ODD, nColumns);
    this.made = this.engine.hold((scope) => ({
      nBlocks: most,
      maxRows,
      maxOdd,
      nNumbers: numbers,
      nTexts: texts,
      numbers: scope.f64(most * numbers * maxRows),
      texts: scope.u32(most * texts * maxRows * TEXT),
      odd: scope.u32(most * maxOdd * ODD),
      flags: scope.u8(most * 2 * nColumns),
      report: scope.u32(most * REPORT),
    }));
    return this.made.value;
  }

  private report(made: Made, block: number): Report {
    const [first, next, rows, odd, lines] = made.report.view().subarray(block * REPORT, (block + 1) * REPORT);
    return { first: first!, next: next!, rows: rows!, odd: odd!, lines: lines! };
  }

  private take(made: Made, block: number, read: number): void {
    const { next, rows, odd, lines } = this.report(made, block);
    const { nColumns } = this;
    const flags = made.flags.view().subarray(block * 2 * nColumns, (block + 1) * 2 * nColumns);
    for (let k = 0; k < nColumns; k++) {
      this.bare[k]! |= flags[k]!;
      this.quoted[k]! |= flags[nColumns + k]!;
    }
    const size = made.nNumbers * made.maxRows;
    const numbers = made.numbers.view().subarray(block * size, (block + 1) * size);
    this.taker.rows({
      nRows: rows,
      columns: this.numberColumns,
      numbers,
      stride: made.maxRows,
      odd: this.oddCells(made, block, odd),
      read: this.readBefore + ((read - this.readBefore) * next) / this.filled,
    });
    if (made.nTexts > 0 && rows > 0) {
      this.parts.push({ cells: block * made.nTexts * made.maxRows * TEXT, nRows: rows });
      this.partRows += rows;
    }
    this.nRows += rows;
    this.line += lines;
  }

  private oddCells(made: Made, block: number, count: number): OddCell[] {
    const words = made.odd.view().subarray(block * made.maxOdd * ODD, (block * made.maxOdd + count) * ODD);
    const bytes = this.text.value.view();
    return Array.from({ length: count }, (_, i) => {
      const [row, column, start, end, doubled] = words.subarray(i * ODD, (i + 1) * ODD);
      const cell = new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes.slice(start, end));
      return { row: row!, column: column!, cell: doubled === 1 ? cell.replaceAll('""', '"') : cell };
    });
  }

  private flushTexts(made: Made): void {
    const { parts, partRows } = this;
    if (parts.length === 0) return;
    this.parts = [];
    this.partRows = 0;
    this.taker.texts({
      parts,
      nRows: partRows,
      stride: made.maxRows * TEXT,
      bytes: this.text.value,
      texts: made.texts,
    });
  }

  /** Throws what is wrong with the text of the piece. */
  private requireText(whole: boolean): never {
    const bytes = this.text.value.view().slice(0, this.filled - this.addedEnd);
    const end = whole ? bytes.length : bytes.length - incompleteTail(bytes);
    requireText(bytes.subarray(0, end), this.shape.source, this.line);
    throw disagreement("text", this.shape.source);
  }

  /** Throws what `CsvScanner` says of the record at `at`, having read on as far as that takes. */
  private async refuse(at: number, pieces: AsyncGenerator<TextPiece>): Promise<never> {
    const { source, delimiter, newline, names } = this.shape;
    const scanner = CsvScanner.within(source, delimiter, names.length, newline, this.line);
    const before = scanner.records;
    scanner.push(this.text.value.view().slice(at, this.filled - this.addedEnd));
    for (let next = await pieces.next(); !next.done; next = await pieces.next()) {
      scanner.push(next.value.bytes);
      if (scanner.records > before && this.filled > LONGEST_RECORD) throw longRecord(source, this.line);
    }
    scanner.finish();
    throw this.filled > LONGEST_RECORD ? longRecord(source, this.line) : disagreement("records", source);
  }
}

interface Made {
  readonly nBlocks: number;
  readonly maxRows: number;
  readonly maxOdd: number;
  readonly nNumbers: number;
  readonly nTexts: number;
  readonly numbers: F64Block;
  readonly texts: U32Block;
  readonly odd: U32Block;
  readonly flags: U8Block;
  readonly report: U32Block;
}

interface Markers {
  readonly block: U8Block;
  /** By column: its markers' place, how many they are, and whether one of them could be read as a number. */
  readonly of: readonly { readonly start: number; readonly count: number; readonly areNumbers: boolean }[];
}

const MOST_MARKER = 255;

/** The markers of columns as the kernel reads them; those that are long are left to the host's judgement. */
function placeMarkers(scope: Scope, rules: CsvShape["rules"]): Markers {
  const bytes: number[] = [];
  const known = new Map<ReadonlySet<string>, Markers["of"][number]>();
  const of = rules.map(({ missing }) => {
    let found = known.get(missing);
    if (found === undefined) {
      const start = bytes.length;
      const encoded = [...missing].map((marker) => new TextEncoder().encode(marker));
      const short = encoded.filter(({ length }) => length > 0 && length <= MOST_MARKER);
      for (const marker of short) bytes.push(marker.length, ...marker);
      found = { start, count: short.length, areNumbers: [...missing].some((marker) => isNumber(trimCell(marker))) };
      known.set(missing, found);
    }
    return found;
  });
  return { block: scope.copyU8(Uint8Array.from(bytes)), of };
}

const longRecord = (source: string, line: number): DataError =>
  new DataError(
    "csv_long_record",
    `${source}: the record that begins on line ${line} is longer than ${LONGEST_RECORD} bytes; a quote may be open where none should be.`,
    { line, expected: LONGEST_RECORD, source },
  );

/** A defect of the kernels: they refused what the definition accepts. */
const disagreement = (what: string, source: string): KernelError =>
  new KernelError("csv_disagreement", `${source}: the kernels found the ${what} not sound, and the scanner did not.`, {
    got: "refused",
    expected: "read",
  });
