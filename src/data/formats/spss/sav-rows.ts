/**
 * Rows of a system file in pieces, whichever way they are packed.
 */
import type { Rows } from "../fixed-columns.js";
import type { ReadContext } from "../format.js";
import { type ByteSource, damaged, piecesOf, truncated } from "../source.js";
import { Unpacker } from "./bytecode.js";
import type { Dictionary } from "./sav-dictionary.js";
import type { SavHeader } from "./sav-header.js";
import { unpackedBlocks, unpackedBytes } from "./zsav.js";

/** Bytes of rows read at a time. */
const PIECE = 1 << 20;

/** A file whose dictionary is known. */
export interface SavFile {
  readonly source: ByteSource;
  readonly header: SavHeader;
  readonly dictionary: Dictionary;
  readonly dataStart: number;
  /** Rows the file says it has; null where it does not. */
  readonly nCases: number | null;
}

/** Rows a file can have at most by its size: each takes its bytes, or a code a element. Throws DataError `file_truncated`. */
export function possibleRows({ source, header, dictionary, dataStart, nCases }: SavFile): number | null {
  const bytes = source.size - dataStart;
  const { rowBytes } = dictionary;
  if (header.compression === "none") {
    const fit = Math.floor(bytes / rowBytes);
    if (nCases !== null && nCases > fit)
      throw truncated(source, `the data of ${nCases} rows`, dataStart, nCases * rowBytes);
    return nCases ?? fit;
  }
  if (header.compression === "bytes" && nCases !== null && nCases > bytes / (rowBytes / 8)) {
    throw truncated(source, `the data of ${nCases} rows`, dataStart, nCases * (rowBytes / 8));
  }
  return nCases;
}

/** As `possibleRows`, with what the compressed blocks unpack to. Throws DataError `file_truncated`, `file_damaged`. */
export async function boundedRows(file: SavFile): Promise<number | null> {
  const { source, header, dictionary, dataStart, nCases } = file;
  if (header.compression !== "zlib" || nCases === null) return possibleRows(file);
  // each element of 8 bytes takes at least its code
  const fit = (await unpackedBytes(source, dataStart, header.little)) / (dictionary.rowBytes / 8);
  if (nCases <= fit) return nCases;
  throw damaged(
    source.name,
    `it says that it has ${nCases} rows, and its compressed data hold ${Math.floor(fit)} at most`,
    {
      got: nCases,
      expected: Math.floor(fit),
    },
  );
}

/** All rows, at most `limit`; whether there are further ones. Throws DataError `file_truncated`, `file_damaged`. */
export async function eachRows(
  file: SavFile,
  limit: number,
  { onProgress, signal }: ReadContext,
  take: (rows: Rows) => void,
): Promise<{ readonly nRows: number; readonly more: boolean }> {
  const { source, dictionary } = file;
  const width = dictionary.rowBytes;
  let nRows = 0;
  for await (const { bytes, count, at } of rowPieces(file)) {
    signal?.throwIfAborted();
    const used = Math.min(count, limit - nRows);
    take({ bytes, start: 0, width, count: used });
    nRows += used;
    onProgress?.(at / source.size);
    if (used < count) return { nRows, more: true };
  }
  if (nRows < limit && Number.isFinite(limit)) {
    throw damaged(source.name, `its data end after ${nRows} rows, and its header says ${limit}`, {
      got: nRows,
      expected: limit,
    });
  }
  return { nRows, more: false };
}

interface Piece {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly count: number;
  /** Where the file was read to. */
  readonly at: number;
}

async function* rowPieces(file: SavFile): AsyncGenerator<Piece> {
  const { source, header, dictionary, dataStart } = file;
  if (header.compression === "none") yield* plainRows(file);
  else {
    const { missing } = dictionary.extremes;
    const { bias, little } = header;
    const unpacker = new Unpacker(dictionary.rowBytes, { file: source.name, bias, missing, little });
    for await (const { bytes, at, last } of packedPieces(source, header, dataStart)) {
      unpacker.push(bytes, last);
      yield { ...unpacker.take(), at };
      if (unpacker.ended) break;
    }
    unpacker.finish();
  }
}

async function* plainRows({ source, dictionary: { rowBytes }, dataStart }: SavFile): AsyncGenerator<Piece> {
  const rows = Math.floor((source.size - dataStart) / rowBytes);
  const each = Math.max(1, Math.floor(PIECE / rowBytes));
  for (let row = 0; row < rows; row += each) {
    const count = Math.min(each, rows - row);
    const at = dataStart + row * rowBytes;
    const bytes = await source.slice(at, at + count * rowBytes);
    if (bytes.length < count * rowBytes) throw truncated(source, "rows", at, count * rowBytes);
    yield { bytes, count, at: at + bytes.length };
  }
}

interface PackedPiece {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly at: number;
  readonly last: boolean;
}

async function* packedPieces(source: ByteSource, header: SavHeader, start: number): AsyncGenerator<PackedPiece> {
  if (header.compression === "bytes") {
    let at = start;
    for await (const bytes of piecesOf(source, start, PIECE)) {
      at += bytes.length;
      yield { bytes, at, last: at >= source.size };
    }
    return;
  }
  // a block unpacks to eight times its bytes, and is taken in pieces
  for await (const { bytes, at, last } of unpackedBlocks(source, start, header.little)) {
    let from = 0;
    do {
      const to = Math.min(bytes.length, from + PIECE);
      yield { bytes: bytes.subarray(from, to), at, last: last && to === bytes.length };
      from = to;
    } while (from < bytes.length);
  }
}
