/**
 * Tables to a Parquet file, row group by row group, so that only one is held: columns may be missing, numbers are doubles or whole
 * numbers of 64 bits, texts have dictionaries. Pages are packed with Snappy where that makes them smaller. Source: Apache Parquet format
 * 2.11.
 */
import type { Engine } from "../../../../engine/kernels/engine.js";
import { PACK_WORK, PAGE_SLACK, packedBytes, packSnappy } from "../../../../engine/kernels/pages.js";
import type { Table } from "../../../table/table.js";
import { CODEC } from "../codecs.js";
import { PHYSICAL } from "../column-type.js";
import { ENCODING } from "../pages.js";
import { pagesOfColumn, type RawPage } from "./column-pages.js";
import { type Fields, thriftBytes } from "./thrift-writer.js";

/** Rows of a group: what other programs take at a time. */
const GROUP_ROWS = 2 ** 17;
/** Packed pages are kept where they have at most this share of their bytes. */
const WORTH = 0.9;
const MAGIC = Uint8Array.of(0x50, 0x41, 0x52, 0x31);
const OPTIONAL = 1;
const UTF8 = 0;
const CREATED_BY = "wasmetrics";

/**
 * The bytes of a file of `tables`, which have the same columns; numbers of the columns `integers` are whole. Each piece is the caller's
 * own. Throws as the engine.
 */
export function* parquetPieces(
  engine: Engine,
  tables: Iterable<Pick<Table, "columns" | "nRows">>,
  integers: readonly string[] = [],
): Generator<Uint8Array> {
  let at = 0;
  const emitted = (piece: Uint8Array): Uint8Array => {
    at += piece.length;
    return piece;
  };
  let columns: Table["columns"] = [];
  const groups: { readonly nRows: number; readonly chunks: readonly Fields[]; readonly bytes: number }[] = [];
  yield emitted(MAGIC);
  for (const table of tables) {
    ({ columns } = table);
    for (let first = 0; first < table.nRows; first += GROUP_ROWS) {
      const nRows = Math.min(GROUP_ROWS, table.nRows - first);
      const pages = columns.map((column) => pagesOfColumn(column, integers.includes(column.name), first, nRows));
      const packed = packAll(engine, pages);
      const chunks: Fields[] = [];
      let bytes = 0;
      for (const [k, chunk] of packed.entries()) {
        const { pieces, dictionary, plain } = withHeaders(pages[k]!, chunk);
        const { name, kind } = columns[k]!;
        const type = kind === "text" ? PHYSICAL.bytes : integers.includes(name) ? PHYSICAL.int64 : PHYSICAL.double;
        const packedSize = pieces.reduce((sum, piece) => sum + piece.length, 0);
        const encodings = [...new Set([ENCODING.runs, ...pages[k]!.map(({ encoding }) => encoding)])];
        chunks.push({
          2: { i64: at },
          3: {
            struct: {
              1: { i32: type },
              2: { i32s: encodings },
              3: { texts: [name] },
              4: { i32: chunk.codec },
              5: { i64: nRows },
              6: { i64: plain },
              7: { i64: packedSize },
              9: { i64: at + dictionary },
              11: dictionary === 0 ? undefined : { i64: at },
            },
          },
        });
        bytes += plain;
        for (const piece of pieces) yield emitted(piece);
      }
      groups.push({ nRows, chunks, bytes });
    }
  }
  yield* footer(columns, integers, groups);
}

/** A chunk's pages, packed or not. */
interface PackedChunk {
  readonly codec: number;
  readonly pages: readonly Uint8Array[];
}

/** Packs the pages of all columns, each a task; those of a column that gain too little stay as they are. */
function packAll(engine: Engine, columns: readonly (readonly RawPage[])[]): PackedChunk[] {
  const pages = columns.flat();
  const packed = engine.scope((scope) => {
    const places = pages.map(({ bytes }) => {
      const from = scope.u8(bytes.length + PAGE_SLACK);
      from.view().set(bytes);
      return { n: bytes.length, bytes: from, out: scope.u8(packedBytes(bytes.length)), table: scope.u32(PACK_WORK) };
    });
    const lengths = packSnappy(engine, places);
    return places.map(({ n, out }, i) =>
      lengths[i]! <= WORTH * n ? (out.part(0, lengths[i]!).view().slice() as Uint8Array) : null,
    );
  });
  let next = 0;
  return columns.map((own) => {
    const found = packed.slice(next, next + own.length);
    next += own.length;
    const small = found.filter((page) => page !== null);
    const isWorth = small.length === own.length;
    return isWorth
      ? { codec: CODEC.snappy, pages: small }
      : { codec: CODEC.none, pages: own.map(({ bytes }) => bytes) };
  });
}

/** Pages with their headers, bytes of the dictionary among them, and bytes there would be without packing. */
function withHeaders(raw: readonly RawPage[], { pages }: PackedChunk) {
  const pieces: Uint8Array[] = [];
  let [plain, dictionary] = [0, 0];
  raw.forEach((page, i) => {
    const header = thriftBytes(pageHeader(page, pages[i]!.length));
    pieces.push(header, pages[i]!);
    plain += header.length + page.bytes.length;
    if (page.kind === "dictionary") dictionary = header.length + pages[i]!.length;
  });
  return { pieces, dictionary, plain };
}

const PAGE_TYPE = { data: 0, dictionary: 2 };

function pageHeader({ kind, nValues, encoding, bytes }: RawPage, packed: number): Fields {
  const own: Fields = { 1: { i32: nValues }, 2: { i32: encoding } };
  const levels: Fields = { 3: { i32: ENCODING.runs }, 4: { i32: ENCODING.runs } };
  return {
    1: { i32: PAGE_TYPE[kind] },
    2: { i32: bytes.length },
    3: { i32: packed },
    ...(kind === "data" ? { 5: { struct: { ...own, ...levels } } } : { 7: { struct: own } }),
  };
}

function* footer(
  columns: Table["columns"],
  integers: readonly string[],
  groups: readonly { readonly nRows: number; readonly chunks: readonly Fields[]; readonly bytes: number }[],
): Generator<Uint8Array> {
  const nodes = columns.map(({ kind, name }): Fields => {
    const isText = kind === "text";
    return {
      1: { i32: isText ? PHYSICAL.bytes : integers.includes(name) ? PHYSICAL.int64 : PHYSICAL.double },
      3: { i32: OPTIONAL },
      4: { text: name },
      6: isText ? { i32: UTF8 } : undefined,
      10: isText ? { struct: { 1: { struct: {} } } } : undefined,
    };
  });
  const bytes = thriftBytes({
    1: { i32: 1 },
    2: { structs: [{ 4: { text: "schema" }, 5: { i32: columns.length } }, ...nodes] },
    3: { i64: groups.reduce((sum, { nRows }) => sum + nRows, 0) },
    4: {
      structs: groups.map(({ nRows, chunks, bytes: total }) => ({
        1: { structs: chunks },
        2: { i64: total },
        3: { i64: nRows },
      })),
    },
    6: { text: CREATED_BY },
  });
  const tail = new Uint8Array(8);
  new DataView(tail.buffer).setUint32(0, bytes.length, true);
  tail.set(MAGIC, 4);
  yield bytes;
  yield tail;
}
