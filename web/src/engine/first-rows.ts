/** The first rows of a file of text, before the whole of it is read: what its beginning says, to be looked at meanwhile. */
import { readFile } from "../../../src/data/formats/read-file.js";
import type { FirstRows } from "../protocol.js";
import { cellsOf } from "./columns.js";

/** A file that is read before one could look. */
const SMALL = 1 << 20;
/** Bytes that hold the first rows. */
const BEGINNING = 1 << 18;
const NEWLINE = 0x0a;

/** The first `most` rows, and how many there may be in all; null of a small file, and of one that is no text. */
export async function firstRows(
  file: Blob,
  name: string,
  most: number,
): Promise<{ readonly rows: FirstRows; readonly inAll: number } | null> {
  const text = /\.(csv|tsv|tab|txt)(\.gz)?$/i.exec(name);
  if (text === null || file.size < SMALL) return null;
  try {
    const isPacked = text[2] !== undefined;
    const bytes = isPacked ? await unpackedBeginning(file) : await beginning(file);
    const end = bytes.lastIndexOf(NEWLINE);
    if (end < 0) return null;
    const table = await readFile(bytes.slice(0, end + 1), { name: name.replace(/\.gz$/i, "") });
    const rows = Math.min(most, table.nRows);
    // of a packed file the bytes in all are not known
    const inAll = isPacked ? Number.NaN : (table.nRows * file.size) / (end + 1);
    return { rows: { names: table.names, cells: table.columns.map((column) => cellsOf(column, 0, rows)) }, inAll };
  } catch {
    // the whole file says what is wrong with it
    return null;
  }
}

const beginning = async (file: Blob): Promise<Uint8Array> =>
  new Uint8Array(await file.slice(0, BEGINNING).arrayBuffer());

async function unpackedBeginning(file: Blob): Promise<Uint8Array> {
  const reader = file.stream().pipeThrough(new DecompressionStream("gzip")).getReader();
  const pieces: number[] = [];
  while (pieces.length < BEGINNING) {
    const { value, done } = await reader.read();
    if (done) break;
    for (const byte of value) pieces.push(byte);
  }
  void reader.cancel().catch(() => {});
  return Uint8Array.from(pieces.slice(0, BEGINNING));
}
