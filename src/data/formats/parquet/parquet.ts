/**
 * The format Parquet: a footer that states where each column stands, and columns read one by one, so that only those asked for are
 * decoded. Needs no package but for compressions other than Snappy and gzip.
 */
import { DataError } from "../../../base/errors.js";
import type { Engine } from "../../../engine/kernels/engine.js";
import { type TypedColumn, type TypingRules, typingRules } from "../../table/typing.js";
import { chosenColumns } from "../choose-columns.js";
import type { FileContent, FileHead, Format, FormatOptions, ReadContext } from "../format.js";
import type { ByteSource } from "../source.js";
import { type LoadedChunk, takePages } from "./batch.js";
import { ChunkReader } from "./chunk-reader.js";
import { NumberGatherer, TextGatherer } from "./column.js";
import { headOf, isNumeric, type LeafType, leafType } from "./column-type.js";
import { type Chunk, type Footer, readFooter, type SchemaNode } from "./footer.js";
import { loadedChunk } from "./load-chunk.js";
import { pagesOf } from "./pages.js";
import { sound } from "./sound.js";

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
  const { memory } = reader;
  const what = `column '${node.name}'`;
  if (isNumeric(type.meaning) && rules.text === undefined) {
    const numbers = new Lazy(() => new NumberGatherer(type, memory.float64(footer.nRows, what)));
    await gather(engine, reader, type, chunks, numbers);
    if (numbers.made().exact) return numbers.made().build(node.name);
    memory.give(8 * footer.nRows);
  }
  const texts = new Lazy(() => new TextGatherer(footer.nRows, type, memory, what));
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
    takePages(engine, type, batch, gatherer.made(), reader.memory);
    for (const chunk of batch) reader.release(chunk.bytes);
    [batch, bytes] = [[], 0];
  };
  let next = chunks[0] === undefined ? undefined : reader.read(chunks[0]);
  for (const [i, chunk] of chunks.entries()) {
    const found = await next!;
    // the file is read while what came before is unpacked
    next = i + 1 < chunks.length ? reader.read(chunks[i + 1]!) : undefined;
    next?.catch(() => {});
    batch.push(await loadedChunk(reader, chunk, pagesOf(chunk, found), found));
    bytes += chunk.bytes + batch.at(-1)!.pages.reduce((sum, page) => sum + page.size, 0);
    if (bytes >= BATCH_BYTES) take();
  }
  if (batch.length > 0) take();
}
