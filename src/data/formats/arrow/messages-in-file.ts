/**
 * The messages of an Arrow file or stream: its fields, and where dictionaries and batches of rows stand. Source: Apache Arrow, Columnar
 * Format 1.5, Serialization and Interprocess Communication, Message.fbs and File.fbs.
 */
import { NotSupported } from "../../../base/errors.js";
import { beginsWith } from "../first-bytes.js";
import { type ByteSource, bytesAt, damaged, truncated } from "../source.js";
import { FlatTable } from "./flatbuffer.js";
import { CONTINUES, FEATHER_1, FILE } from "./probe.js";
import { type ArrowField, schemaFields } from "./schema.js";

/** Rows of all fields: what each field has of them, and where its buffers are, from the beginning of the file. */
export interface Batch {
  readonly nRows: number;
  /** Values and missing values of each field, fields within fields after their own. */
  readonly nodes: readonly (readonly number[])[];
  readonly buffers: readonly BufferPlace[];
  readonly codec: "none" | "lz4" | "zstd";
  /** How many buffers beside the usual each field of views has. */
  readonly variadic: readonly number[];
  /** For the values of a dictionary: which, and whether they follow those before. */
  readonly dictionary?: { readonly id: number; readonly delta: boolean };
}

export interface BufferPlace {
  readonly start: number;
  readonly length: number;
}

export interface ArrowMessages {
  readonly format: string;
  readonly fields: readonly ArrowField[];
  readonly batches: readonly Batch[];
}

const SCHEMA = 1;
const DICTIONARY = 2;
const ROWS = 3;
const CODECS = ["lz4", "zstd"] as const;
/** The description of a message is no longer than this. */
const LONGEST = 2 ** 28;
const FOOTER_BLOCK = 24;
const MAGIC_BYTES = 8;

/** Throws DataError `file_damaged`, `file_truncated`, NotSupported `file_format`, `arrow_endian`. */
export async function readMessages(source: ByteSource): Promise<ArrowMessages> {
  const head = await source.slice(0, MAGIC_BYTES);
  if (beginsWith(head, FEATHER_1)) {
    throw new NotSupported(
      "file_format",
      `${source.name} is Feather of the first version, which is not read; write it again with pandas.read_feather(FILE).to_feather(NEW), or in R with arrow::write_feather.`,
      { got: "Feather 1", expected: "Feather 2 (Arrow)" },
    );
  }
  return beginsWith(head, FILE) ? readFooter(source) : walk(source);
}

const brokenOf = (source: ByteSource) => (problem: string) => damaged(source.name, problem);

/** A file, whose end says where its messages are. */
async function readFooter(source: ByteSource): Promise<ArrowMessages> {
  const end = await bytesAt(source, source.size - FILE.length - 4, FILE.length + 4, "the mark at the end");
  if (!beginsWith(end, FILE, 4)) throw truncated(source, "the mark at the end (ARROW1)", source.size, FILE.length);
  const length = new DataView(end.buffer).getInt32(0, true);
  const bytes = await bytesAt(
    source,
    source.size - FILE.length - 4 - length,
    Math.max(length, -1),
    "the description at the end",
  );
  const broken = brokenOf(source);
  const footer = FlatTable.root(bytes, broken, source.memory);
  const schema = footer.table(1);
  if (schema === undefined) throw broken("its end describes no fields");
  const blocks = [...footer.structs(2, FOOTER_BLOCK), ...footer.structs(3, FOOTER_BLOCK)];
  const batches: Batch[] = [];
  for (const block of blocks) {
    const start = Number(block.getBigInt64(0, true));
    const found = await messageAt(source, start);
    const batch = found === undefined ? undefined : batchOf(source, found);
    if (batch === undefined) throw broken(`no batch of rows stands at byte ${start}`);
    batches.push(batch);
  }
  return { format: "Arrow file", fields: schemaFields(schema, source.name, broken), batches };
}

/** A stream, message after message. */
async function walk(source: ByteSource): Promise<ArrowMessages> {
  const broken = brokenOf(source);
  const first = await messageAt(source, 0);
  const schema = first?.message.int8(1) === SCHEMA ? first.message.table(2) : undefined;
  if (first === undefined || schema === undefined) throw broken("it does not begin with the description of its fields");
  const batches: Batch[] = [];
  for (let at = first.end; at < source.size; ) {
    const found = await messageAt(source, at);
    if (found === undefined) break;
    const batch = batchOf(source, found);
    if (batch !== undefined) batches.push(batch);
    at = found.end;
  }
  return { format: "Arrow stream", fields: schemaFields(schema, source.name, broken), batches };
}

interface Found {
  readonly message: FlatTable;
  /** Where its buffers begin, and where they end. */
  readonly body: number;
  readonly end: number;
}

/** The message at `start`; undefined at the mark of the end. */
async function messageAt(source: ByteSource, start: number): Promise<Found | undefined> {
  const lead = await bytesAt(source, start, 4, "the length of a message");
  const mark = new DataView(lead.buffer).getUint32(0, true);
  // before Arrow 0.15 the length stood without a mark
  const at = mark === CONTINUES ? start + 8 : start + 4;
  const length =
    mark === CONTINUES
      ? new DataView((await bytesAt(source, start + 4, 4, "the length of a message")).buffer).getUint32(0, true)
      : mark;
  if (length === 0) return undefined;
  if (length > LONGEST) throw damaged(source.name, `a message at byte ${start} is described in ${length} bytes`);
  const message = FlatTable.root(
    await bytesAt(source, at, length, "the description of a message"),
    brokenOf(source),
    source.memory,
  );
  const body = at + length;
  const end = body + message.size(3);
  if (end < body || end > source.size) throw truncated(source, "the body of a message", body, message.size(3));
  return { message, body, end };
}

function batchOf(source: ByteSource, { message, body, end }: Found): Batch | undefined {
  const broken = brokenOf(source);
  const kind = message.int8(1);
  const header = message.table(2);
  if (kind !== DICTIONARY && kind !== ROWS) return undefined;
  const rows = kind === DICTIONARY ? header?.table(1) : header;
  if (header === undefined || rows === undefined) throw broken("a message has no rows");
  const dictionary = kind === DICTIONARY ? { dictionary: { id: header.size(0), delta: header.int8(2) !== 0 } } : {};
  const compression = rows.table(3);
  const codec = compression === undefined ? "none" : CODECS[compression.int8(0)];
  if (codec === undefined) throw broken("its rows are packed in a way that there is not");
  const buffers = rows.sizes(2, 2).map(([offset = 0, length = 0]) => {
    if (offset < 0 || length < 0 || body + offset + length > end)
      throw broken("a buffer is beyond the end of its message");
    return { start: body + offset, length };
  });
  const nRows = rows.size(0);
  if (nRows < 0) throw broken(`a batch has ${nRows} rows`);
  const variadic = rows.sizes(4, 1).map(([count = 0]) => count);
  if (variadic.some((count) => count < 0 || count > buffers.length))
    throw broken("a field has more buffers than there are");
  return { nRows, nodes: rows.sizes(1, 2), buffers, codec, variadic, ...dictionary };
}
