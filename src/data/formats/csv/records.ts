/**
 * The records of a CSV file, read by kernels: a piece of the file in linear memory, its blocks as tasks. A block begins at the first line
 * that begins in it as if no quote were open there; where that was wrong, it is read again from where the block before it ended. So the
 * records are those of the file, in its order, on any number of threads. What is not sound is said by `CsvScanner`.
 */
import { DataError, KernelError } from "../../../base/errors.js";
import { invoke } from "../../../engine/kernels/call.js";
import type { Engine, F64Block, Held, KernelArguments, U8Block, U32Block } from "../../../engine/kernels/engine.js";
import { powersOfFive } from "../../../engine/kernels/powers-of-five.js";
import { CsvScanner } from "../../table/csv-scan.js";
import type { Feed } from "./feed.js";
import { type Markers, placeMarkers } from "./markers.js";
import type { CsvShape } from "./shape.js";
import { TextRoom } from "./text-room.js";
import { incompleteTail, requireText } from "./utf8.js";

/** Bytes read at a time, and of a task; for tests, small ones make every boundary occur. */
export interface PieceSizes {
  readonly piece: number;
  readonly block: number;
}

export const PIECES: PieceSizes = { piece: 2 << 20, block: 1 << 17 };

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

const REPORT = 5;
const ODD = 5;
const TEXT = 3;
/** Odd cells of a block at least. */
const MOST_ODD = 512;
/** Bytes of a record at most, unless a piece is larger. */
const LONGEST_RECORD = 1 << 26;

/** Reads every record that `feed` brings, which are those below the header. Throws as `CsvScanner` and `requireText`, DataError `csv_long_record`, and what `taker` throws. */
export async function readRecords(
  engine: Engine,
  shape: CsvShape,
  feed: Feed,
  taker: RecordTaker,
  sizes: PieceSizes,
  between: (read: number) => void = () => {},
): Promise<RecordsSeen> {
  const reader = new BlockReader(engine, shape, feed, taker, sizes);
  try {
    await reader.fill();
    for (let isLast = false; !isLast; ) {
      isLast = await reader.readPiece();
      between(feed.read);
    }
    return reader.seen;
  } finally {
    reader.free();
    await feed.close();
  }
}

type Report = Readonly<Record<"first" | "next" | "rows" | "odd" | "lines", number>>;

/** A piece in linear memory and what kernels make of it. */
interface Slot {
  readonly text: TextRoom;
  readonly made: { held: Held<Made> | undefined };
}

/** Records of a block that the taker has not been given yet. */
interface Pending extends Pick<BlockRows, "nRows" | "columns" | "read"> {
  readonly slot: Slot;
  readonly made: Made;
  readonly block: number;
  readonly nOdd: number;
}

/**
 * Reads piece after piece. With other threads, two are in memory: while the threads read one, this one takes what was made of the piece
 * before, and fills its place with the piece that comes.
 */
class BlockReader {
  private readonly nColumns: number;
  private readonly bare: Uint8Array;
  private readonly quoted: Uint8Array;
  private nRows = 0;
  private line: number;
  /** Bytes of the line end that was added to the text. */
  private addedEnd = 0;
  private now: Slot;
  private coming: Slot;
  private readonly hasThreads: boolean;
  private maxRows: number;
  private readonly fixed: Held<{ plan: U32Block; powers: U32Block; markers: Markers }>;
  /** Columns of numbers of the piece. */
  private numberColumns: readonly number[] = [];
  /** Share of the file before the piece. */
  private readBefore = 0;
  private pending: Pending[] = [];

  constructor(
    private readonly engine: Engine,
    private readonly shape: CsvShape,
    private readonly feed: Feed,
    private readonly taker: RecordTaker,
    private readonly sizes: PieceSizes,
  ) {
    const { names, rules } = shape;
    this.nColumns = names.length;
    this.bare = new Uint8Array(names.length);
    this.quoted = new Uint8Array(names.length);
    this.line = shape.firstLine;
    this.maxRows = Math.ceil(sizes.block / (8 * names.length)) + 1;
    this.hasThreads = engine.threads > 1;
    const text = () => new TextRoom(engine, sizes.block, sizes.piece);
    this.now = { text: text(), made: { held: undefined } };
    this.coming = { text: text(), made: this.hasThreads ? { held: undefined } : this.now.made };
    this.fixed = engine.hold((scope) => ({
      plan: scope.u32(4 * names.length),
      powers: scope.copyU32(powersOfFive()),
      markers: placeMarkers(scope, rules),
    }));
  }

  get seen(): RecordsSeen {
    return { nRows: this.nRows, bareNumbers: this.bare, quotedCells: this.quoted };
  }

  free(): void {
    for (const { text, made } of [this.now, this.coming]) {
      text.free();
      made.held?.free();
    }
    this.fixed.free();
  }

  /** Adds a piece to what comes. */
  fill(): Promise<void> | undefined {
    return this.feed.fill(this.coming.text);
  }

  /** Reads the records of the piece that comes, and has the next one come; true where it is the last. */
  async readPiece(): Promise<boolean> {
    [this.now, this.coming] = [this.coming, this.now];
    const { feed } = this;
    const { isDone, read } = feed;
    const { text } = this.now;
    if (isDone) this.endLastLine(text);
    const isBeside = this.hasThreads && feed.isInstant && !isDone;
    const { at, isBroken } = this.readBlocks(isDone, read, () => {
      if (this.hasThreads) this.flush();
      this.coming.text.clear();
      if (isBeside) this.fill();
    });
    this.readBefore = read;
    const left = text.end - at;
    if (isBroken || (!isDone && left > LONGEST_RECORD && left > 2 * this.sizes.piece)) await this.refuse(at);
    if (!this.hasThreads || isDone) this.flush();
    if (isDone) return true;
    this.coming.text.carry(text, at);
    if (!isBeside) await this.fill();
    return false;
  }

  /** Ends a last line that the file leaves open, as `CsvScanner.finish` does. */
  private endLastLine(text: TextRoom): void {
    const end = new TextEncoder().encode(this.shape.newline);
    const bytes = text.bytes();
    if (bytes.length === 0 || end.every((byte, i) => bytes[bytes.length - end.length + i] === byte)) return;
    this.addedEnd = end.length;
    text.tail(end.length).set(end);
    text.end += end.length;
  }

  /** Reads the blocks of the piece, `meanwhile` done beside. Returns where what was not read begins, and whether a record there is not sound. */
  private readBlocks(whole: boolean, read: number, meanwhile: () => void): { at: number; isBroken: boolean } {
    const { text } = this.now;
    text.seal();
    this.plan();
    const { start, end: limit, lead } = text;
    const { block: size } = this.sizes;
    const nBlocks = Math.max(1, Math.ceil((limit - lead) / size));
    const made = this.room(nBlocks);
    const blockEnd = (block: number) => Math.min(limit, lead + (block + 1) * size);
    const task = (block: number, from: number, mode: number): KernelArguments["csvRecords"] => ({
      start: from,
      end: blockEnd(block),
      limit,
      mode: mode | (whole ? WHOLE : 0),
      delimiter: this.shape.delimiter.charCodeAt(0),
      newline: NEWLINES[this.shape.newline],
      nColumns: this.nColumns,
      maxRows: made.maxRows,
      maxOdd: made.maxOdd,
      bytes: text.block,
      plan: this.fixed.value.plan,
      markers: this.fixed.value.markers.block,
      powers: this.fixed.value.powers,
      numbers: made.numbers.at(block * made.nNumbers * made.maxRows),
      texts: made.texts.at(block * made.nTexts * made.maxRows * TEXT),
      odd: made.odd.at(block * made.maxOdd * ODD),
      flags: made.flags.at(block * 2 * this.nColumns),
      report: made.report.at(block * REPORT),
    });
    const tasks = Array.from({ length: nBlocks }, (_, block) =>
      block === 0 ? task(0, start, CHECK) : task(block, lead + block * size, CHECK | GUESS),
    );
    const infos = this.engine.run("csvRecords", tasks, meanwhile);
    if (infos.includes(NO_TEXT)) this.requireText(text, whole);
    let at = start;
    let isFull = false;
    let isBroken = false;
    for (let block = 0; block < nBlocks && at < limit; block++) {
      if (at >= blockEnd(block)) continue; // within a record that was read
      let info = infos[block]!;
      if (this.report(made, block).first !== at) info = invoke(this.engine, "csvRecords", task(block, at, 0));
      at = this.take(made, block, read);
      while (info === FULL) {
        isFull = true;
        this.flush();
        info = invoke(this.engine, "csvRecords", task(block, at, 0));
        at = this.take(made, block, read);
      }
      isBroken = info === BROKEN || (info === CUT && whole);
      if (info !== 0) break;
    }
    if (made.nTexts > 1) this.flush(); // threads share the columns of texts
    if (isFull) this.maxRows *= 2;
    return { at, isBroken };
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
    const holder = this.now.made;
    const known = holder.held?.value;
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
    holder.held?.free();
    const { nColumns, maxRows } = this;
    const maxOdd = Math.max(MOST_ODD, nColumns);
    holder.held = this.engine.hold((scope) => ({
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
    return holder.held.value;
  }

  private report(made: Made, block: number): Report {
    const [first, next, rows, odd, lines] = made.report.view().subarray(block * REPORT, (block + 1) * REPORT);
    return { first: first!, next: next!, rows: rows!, odd: odd!, lines: lines! };
  }

  /** Puts what was made of a block aside for the taker; returns where what was not read begins. */
  private take(made: Made, block: number, read: number): number {
    const { next, rows, odd, lines } = this.report(made, block);
    const { nColumns, readBefore, now: slot, numberColumns: columns } = this;
    const flags = made.flags.view().subarray(block * 2 * nColumns, (block + 1) * 2 * nColumns);
    for (let k = 0; k < nColumns; k++) {
      this.bare[k]! |= flags[k]!;
      this.quoted[k]! |= flags[nColumns + k]!;
    }
    const share = (next - slot.text.start) / slot.text.length;
    this.pending.push({
      slot,
      made,
      block,
      columns,
      nRows: rows,
      nOdd: odd,
      read: readBefore + (read - readBefore) * share,
    });
    this.nRows += rows;
    this.line += lines;
    return next;
  }

  /** Gives the taker what was put aside, of one piece. */
  private flush(): void {
    const { pending } = this;
    const [first] = pending;
    if (first === undefined) return;
    this.pending = [];
    const { made, slot } = first;
    const size = made.nNumbers * made.maxRows;
    for (const { block, nRows, columns, nOdd, read } of pending) {
      const numbers = made.numbers.view().subarray(block * size, (block + 1) * size);
      const odd = this.oddCells(slot.text, made, block, nOdd);
      this.taker.rows({ nRows, columns, numbers, stride: made.maxRows, odd, read });
    }
    if (made.nTexts === 0) return;
    const cells = made.nTexts * made.maxRows * TEXT;
    this.taker.texts({
      parts: pending.map(({ block, nRows }) => ({ cells: block * cells, nRows })),
      nRows: pending.reduce((sum, { nRows }) => sum + nRows, 0),
      stride: made.maxRows * TEXT,
      bytes: slot.text.block,
      texts: made.texts,
    });
  }

  private oddCells(text: TextRoom, made: Made, block: number, count: number): OddCell[] {
    const words = made.odd.view().subarray(block * made.maxOdd * ODD, (block * made.maxOdd + count) * ODD);
    return Array.from({ length: count }, (_, i) => {
      const [row, column, start, end, doubled] = words.subarray(i * ODD, (i + 1) * ODD);
      // copied: a decoder takes no shared memory
      const cell = new TextDecoder("utf-8", { ignoreBOM: true }).decode(text.bytes(start, end).slice());
      return { row: row!, column: column!, cell: doubled === 1 ? cell.replaceAll('""', '"') : cell };
    });
  }

  /** Throws what is wrong with the text of the piece. */
  private requireText(text: TextRoom, whole: boolean): never {
    const bytes = text.bytes(text.start, text.end - this.addedEnd).slice();
    const end = whole ? bytes.length : bytes.length - incompleteTail(bytes);
    requireText(bytes.subarray(0, end), this.shape.source, this.line);
    throw disagreement("text", this.shape.source);
  }

  /** Throws what `CsvScanner` says of the record at `at`, having read on as far as that takes. */
  private async refuse(at: number): Promise<never> {
    const { source, delimiter, newline, names } = this.shape;
    const { text } = this.now;
    const isLong = text.end - at > LONGEST_RECORD;
    const scanner = CsvScanner.within(source, delimiter, names.length, newline, this.line);
    const before = scanner.records;
    scanner.push(text.bytes(at, text.end - this.addedEnd).slice());
    for await (const bytes of this.rest()) {
      scanner.push(bytes);
      if (scanner.records > before && isLong) throw longRecord(source, this.line);
    }
    scanner.finish();
    throw isLong ? longRecord(source, this.line) : disagreement("records", source);
  }

  /** The bytes behind the piece. */
  private async *rest(): AsyncGenerator<Uint8Array> {
    yield this.coming.text.bytes().slice();
    yield* this.feed.rest();
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
