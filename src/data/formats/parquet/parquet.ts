/**
 * The format Parquet: a footer that states where each column stands, and columns read one by one, so that only those asked for are
 * decoded. Needs no package but for compressions other than Snappy and gzip.
 */
import { DataError, NotSupported } from "../../../base/errors.js";
import type { Engine } from "../../../engine/kernels/engine.js";
import { type TypedColumn, type TypingRules, typingRules } from "../../table/typing.js";
import { chosenColumns } from "../choose-columns.js";
import type { FileContent, FileHead, Format, FormatOptions, ReadContext } from "../format.js";
import type { ByteSource } from "../source.js";
import { type LoadedChunk, takePages } from "./batch.js";
import { ChunkReader } from "./chunk-reader.js";
import { unpacked, unpackerOf } from "./codecs.js";
import { NumberGatherer, TextGatherer } from "./column.js";
import { headOf, isNumeric, type LeafType, leafType } from "./column-type.js";
import { Damage } from "./damage.js";
import { type Chunk, type Footer, readFooter, type SchemaNode } from "./footer.js";
import { NotText } from "./meaning.js";
import { pagesOf } from "./pages.js";

type Bytes = Uint8Array<ArrayBuffer>;

/** Bytes of a column that are unpacked at a time: chunks are taken together up to here. */
const BATCH_BYTES = 2 ** 25;

export const PARQUET: Format = {
  options: [],

  async columns(source: ByteSource): Promise<FileHead> {
    const footer = await sound(source, () => readFooter(source));
    const columns = footer.columns.map((node) => ({ name: node.name, ...headOf(node) }));
    return { facts: factsOf(footer), columns, nRows: footer.nRows };
  },

  async read(source: ByteSource, options: FormatOptions, context: ReadContext): Promise<FileContent> {
    const { name } = source;
    const footer = await sound(source, () => readFooter(source));
    const asked = askedFor(footer, options, name);
    if (footer.nRows === 0) {
      throw new DataError("parquet_no_rows", `${name} has no rows.`, { got: 0, expected: "rows", source: name });
    }
    const engine = await context.engine();
    const reader = new ChunkReader(source);
    const typed: TypedColumn[] = [];
    for (const [k, column] of asked.entries()) {
      context.signal?.throwIfAborted();
      typed.push(await sound(source, () => readColumn(engine, reader, footer, column), column.node.name));
      context.onProgress?.((k + 1) / asked.length);
    }
    const notes = typed.flatMap((column) => column.notes);
    return { facts: factsOf(footer), columns: typed.map(({ column }) => column), notes };
  },
};

const factsOf = ({ createdBy }: Footer) => ({ format: createdBy === undefined ? "Parquet" : `Parquet (${createdBy})` });

interface Asked {
  readonly node: SchemaNode;
  readonly type: LeafType;
  readonly rules: TypingRules;
}

/** The columns to read. Throws DataError `unknown_column`, `parquet_nested`, `parquet_type`. */
function askedFor(footer: Footer, options: FormatOptions, source: string): Asked[] {
  const names = footer.columns.map(({ name }) => name);
  const wanted = new Set(chosenColumns(footer.columns, options.columns, source));
  const rules = typingRules(options, names, source);
  return footer.columns.flatMap((node, k) => {
    if (!wanted.has(node)) return [];
    const type = leafType(node, source);
    const declared = !isNumeric(type.meaning) && rules[k]!.text === undefined;
    return [{ node, type, rules: declared ? { ...rules[k]!, text: "declared" as const } : rules[k]! }];
  });
}

/** Numbers, unless they are asked for as text or integers among them no double holds. */
async function readColumn(engine: Engine, reader: ChunkReader, footer: Footer, { node, type, rules }: Asked) {
  const chunks = footer.chunksOf(node);
  if (isNumeric(type.meaning) && rules.text === undefined) {
    const numbers = new Lazy(() => new NumberGatherer(footer.nRows, type));
    await gather(engine, reader, type, chunks, numbers);
    if (numbers.made().exact) return numbers.made().build(node.name);
  }
  const texts = new Lazy(() => new TextGatherer(footer.nRows, type));
  await gather(engine, reader, type, chunks, texts);
  return texts.made().build(node.name, rules);
}

/** Made when the pages of the first chunks were found to be sound: a footer alone allocates nothing. */
class Lazy<T> {
  private value: T | undefined;
  constructor(private readonly make: () => T) {}
  made(): T {
    this.value ??= this.make();
    return this.value;
  }
}

async function gather(
  engine: Engine,
  reader: ChunkReader,
  type: LeafType,
  chunks: readonly Chunk[],
  gatherer: Lazy<NumberGatherer | TextGatherer>,
): Promise<void> {
  let batch: LoadedChunk[] = [];
  let bytes = 0;
  const take = () => {
    takePages(engine, type, batch, gatherer.made());
    for (const chunk of batch) reader.release(chunk.bytes);
    [batch, bytes] = [[], 0];
  };
  let next = chunks[0] === undefined ? undefined : reader.read(chunks[0]);
  for (const [i, chunk] of chunks.entries()) {
    const found = await next!;
    // the file is read while what came before is unpacked
    next = i + 1 < chunks.length ? reader.read(chunks[i + 1]!) : undefined;
    next?.catch(() => {});
    batch.push(await load(reader.name, chunk, found));
    bytes += chunk.bytes + batch.at(-1)!.pages.reduce((sum, page) => sum + page.size, 0);
    if (bytes >= BATCH_BYTES) take();
  }
  if (batch.length > 0) take();
}

/** The pages of a chunk; those whose compression has no kernel are unpacked. */
async function load(source: string, chunk: Chunk, bytes: Bytes): Promise<LoadedChunk> {
  const pages = pagesOf(chunk, bytes);
  const unpack = await unpackerOf(chunk.codec, source);
  const done: (Uint8Array | undefined)[] = [];
  for (const { start, end, size, packed, levels } of pages) {
    if (unpack === null || !packed) {
      done.push(undefined);
      continue;
    }
    const plain = levels ?? 0;
    const rest = await unpacked(unpack, bytes.subarray(start + plain, end), size - plain);
    if (plain === 0) done.push(rest);
    else {
      const whole = new Uint8Array(size);
      whole.set(bytes.subarray(start, start + plain));
      whole.set(rest, plain);
      done.push(whole);
    }
  }
  return { codec: chunk.codec, firstRow: chunk.firstRow, pages, bytes, unpacked: done };
}

/** `read`, with what it finds damaged as a DataError that names file and column. */
async function sound<T>({ name }: ByteSource, read: () => Promise<T>, column?: string): Promise<T> {
  try {
    return await read();
  } catch (error) {
    const at = column === undefined ? "" : `column '${column}' has `;
    if (error instanceof NotText) {
      throw new DataError(
        "parquet_type",
        `${name}: column '${column}' holds bytes that are no text; write it as a number or as text, or leave it out.`,
        { got: "BLOB", expected: "numbers or text", column },
      );
    }
    if (error instanceof NotSupported && error.code === "parquet_encoding") {
      throw new NotSupported(error.code, `${name}: column '${column}': ${error.message}`, { ...error.detail, column });
    }
    if (!(error instanceof Damage || error instanceof RangeError)) throw error;
    throw new DataError(
      "parquet_damaged",
      `${name} could not be read: ${at}${error.message}. If the file is damaged, copy or download it again.`,
      { path: name, got: error.message, ...(column === undefined ? {} : { column }) },
      { cause: error },
    );
  }
}
