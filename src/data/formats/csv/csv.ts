/**
 * CSV and its kin as a format: small texts are read as `parseCsv` reads them, all others by kernels, in one pass as a rule; columns that
 * look like numbers at first and are text take a second one. Both give the same columns. Row order is the file's.
 */
import type { Column, FileFacts } from "../../../base/columns.js";
import type { Note } from "../../../base/messages.js";
import type { Engine } from "../../../engine/kernels/engine.js";
import { parseColumns } from "../../table/csv.js";
import { type Delimiter, noDataRows, readColumns, wantedColumns } from "../../table/csv-head.js";
import { quotedRules } from "../../table/typing.js";
import type { FileContent, FileHead, Format, FormatOptions, ReadContext } from "../format.js";
import type { MemoryBudget } from "../memory-budget.js";
import type { ByteSource } from "../source.js";
import { ColumnsTaker } from "./columns.js";
import { readDecoded } from "./decode.js";
import { type Feed, InstantFeed, StreamFeed } from "./feed.js";
import { type ColumnUse, PIECES, type PieceSizes, type RecordsSeen, readRecords } from "./records.js";
import { type CsvShape, csvShape, guessText, HEAD_BYTES } from "./shape.js";
import { type TextPiece, type TextStream, textStream } from "./text-stream.js";
import { incompleteTail, joined, requireText, textStart } from "./utf8.js";

/** How much a text may have to be read without kernels, and how it is cut where it has more, bytes. */
export interface CsvSizes extends PieceSizes {
  readonly small: number;
}

const SIZES: CsvSizes = { ...PIECES, small: 1 << 18 };

export const CSV: Format = {
  options: ["delimiter", "encoding", "numeric"],
  columns: readHead,
  read: (source, options, context) => readCsv(source, options, context),
};

/** The columns of the CSV file in `source`. Throws as `textStream`, `readDecoded`, `csvShape`, `readRecords` and `readColumns`. */
export async function readCsv(
  source: ByteSource,
  options: FormatOptions,
  context: ReadContext,
  sizes: CsvSizes = SIZES,
): Promise<FileContent> {
  const text = await textStream(source, sizes.piece);
  const { read, encoding, notes } = await readDecoded(text, options.encoding, (utf8) =>
    readUtf8(utf8, source, options, context, sizes),
  );
  return { facts: factsOf(read.delimiter, encoding), columns: read.columns, notes: [...notes, ...read.notes] };
}

const SEPARATED: Readonly<Record<Delimiter, string>> = { ",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars" };

const factsOf = (delimiter: Delimiter, encoding = "utf-8"): FileFacts => ({
  format: `Text separated by ${SEPARATED[delimiter]}`,
  encoding,
});

async function readHead(source: ByteSource, options: FormatOptions): Promise<FileHead> {
  const text = await textStream(source, HEAD_BYTES);
  const { read, encoding } = await readDecoded(text, options.encoding, async (utf8) => {
    const { bytes, complete } = await beginning(source, utf8, HEAD_BYTES, HEAD_BYTES);
    return csvShape(bytes, checkedStart(bytes, complete, utf8.name), complete, options, utf8.name);
  });
  const columns = read.names.map((name) => ({ name }));
  return { facts: factsOf(read.delimiter, encoding), columns, nRows: null };
}

interface CsvColumns {
  readonly delimiter: Delimiter;
  readonly columns: readonly Column[];
  readonly notes: readonly Note[];
}

async function readUtf8(
  text: TextStream,
  source: ByteSource,
  options: FormatOptions,
  context: ReadContext,
  sizes: CsvSizes,
): Promise<CsvColumns> {
  const { name } = text;
  const begun = await beginning(source, text, Math.max(sizes.small, HEAD_BYTES + 3), sizes.piece);
  try {
    const { bytes, complete } = begun;
    const start = checkedStart(complete ? bytes : bytes.subarray(0, HEAD_BYTES), complete, name);
    if (complete && bytes.length <= sizes.small) return parseColumns(new TextDecoder().decode(bytes), options, name);
    const shape = csvShape(bytes, start, complete, options, name);
    const engine = await context.engine();
    const first = bytes.subarray(shape.start, shape.start + 2 * SAMPLE);
    const samples = [first, ...(await laterSamples(source, text, shape))];
    const feed = () =>
      isInstant(source, text)
        ? new InstantFeed(source, shape.start, sizes.piece)
        : new StreamFeed(begun.open(), shape.start, sizes.piece);
    return await readByKernels(engine, shape, feed, samples, options, context, sizes, source.memory);
  } finally {
    await begun.close();
  }
}

/** The beginning of a text that is read on from there, or all of it. */
interface Begun extends TextStream {
  readonly bytes: Uint8Array;
  readonly complete: boolean;
  close(): Promise<void>;
}

/** Whether any part of `text` is to be had at once. */
const isInstant = (source: ByteSource, text: TextStream): boolean => text.isFile === true && source.fill !== undefined;

/**
 * The first `size` bytes of `text`, of `source`, or some more, which then come `piece` at a time; what follows is not read twice for that,
 * nor more read where it is to be had at once.
 */
async function beginning(source: ByteSource, text: TextStream, size: number, piece: number): Promise<Begun> {
  if (isInstant(source, text)) {
    const bytes = await source.slice(0, size + 1);
    return { ...text, bytes, complete: source.size <= size + 1, close: async () => {} };
  }
  let pieces: AsyncGenerator<TextPiece> | undefined = text.open();
  let bytes: Uint8Array = new Uint8Array(0);
  let read = 0;
  let complete = false;
  while (bytes.length <= size && !complete) {
    const { done, value } = await pieces.next();
    complete = done === true;
    if (value === undefined) continue;
    bytes = bytes.length === 0 ? value.bytes : joined(bytes, value.bytes);
    read = value.read;
  }
  const close = async () => void (await pieces?.return(undefined));
  async function* open(): AsyncGenerator<TextPiece> {
    const rest = pieces;
    pieces = undefined;
    if (rest === undefined) return yield* text.open();
    for (let at = 0; at < bytes.length; at += piece) {
      const end = Math.min(bytes.length, at + piece);
      yield { bytes: bytes.subarray(at, end), read: (read * end) / bytes.length };
    }
    yield* rest;
  }
  return { name: text.name, bytes, complete, open, close };
}

/** Where the text of a file that begins with `bytes` begins. Throws as `textStart` and `requireText`. */
function checkedStart(bytes: Uint8Array, complete: boolean, name: string): number {
  const start = textStart(bytes, name);
  requireText(bytes.subarray(start, complete ? bytes.length : bytes.length - incompleteTail(bytes)), name, 1);
  return start;
}

/** Bytes of a sample. */
const SAMPLE = 1 << 15;

/** Records from the middle and the end of a file that is as it stands, where a column may be something else than at its beginning. */
async function laterSamples(source: ByteSource, text: TextStream, { newline }: CsvShape): Promise<Uint8Array[]> {
  if (source.size < 4 * SAMPLE || text.isFile !== true) return [];
  const samples: Uint8Array[] = [];
  for (const at of [source.size / 2, source.size - SAMPLE]) {
    const bytes = await source.slice(Math.floor(at), Math.floor(at) + SAMPLE);
    const end = bytes.indexOf(newline.charCodeAt(newline.length - 1));
    if (end >= 0) samples.push(bytes.subarray(end + 1));
  }
  return samples;
}

async function readByKernels(
  engine: Engine,
  shape: CsvShape,
  feed: () => Feed,
  samples: readonly Uint8Array[],
  options: FormatOptions,
  context: ReadContext,
  sizes: CsvSizes,
  memory: MemoryBudget,
): Promise<CsvColumns> {
  const { source, names, rules, delimiter } = shape;
  const wanted = wantedColumns(options.columns, names, source);
  const guessed = guessText(shape, samples, options);
  const hoped = names.map((_, k): ColumnUse => (wanted[k] ? (guessed[k] ? "texts" : "numbers") : "nothing"));
  const pass = async <T>(uses: readonly ColumnUse[], build: (taker: ColumnsTaker, seen: RecordsSeen) => T) => {
    const taker = new ColumnsTaker(engine, names, rules, uses, memory);
    try {
      return build(
        taker,
        await readRecords(engine, shape, feed(), taker, sizes, (read) => {
          context.signal?.throwIfAborted();
          context.onProgress?.(read);
        }),
      );
    } finally {
      taker.free();
    }
  };
  const { seen, quoted, typed } = await pass(hoped, (taker, seen) => {
    if (seen.nRows === 0) throw noDataRows(source);
    const quoted = quotedRules(rules, names, seen.bareNumbers, options);
    return { seen, quoted, typed: names.map((_, k) => (wanted[k] ? taker.typed(k, quoted[k]!) : undefined)) };
  });
  const again = names.map((_, k): ColumnUse => (wanted[k] && typed[k] === undefined ? "texts" : "nothing"));
  if (again.includes("texts")) {
    await pass(again, (taker) => {
      again.forEach((use, k) => {
        if (use === "texts") typed[k] = taker.typed(k, quoted[k]!);
      });
    });
  }
  const read = readColumns(typed, { source, delimiter, rules, ...seen });
  return { delimiter, columns: read.columns, notes: [...shape.notes, ...read.notes] };
}
