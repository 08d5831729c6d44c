/**
 * What is known of a data file beside its bytes: the hash of the text in it, however it is packed and its lines end, and the sums of its
 * rows. Files too large for that have neither.
 */
import { createHash } from "node:crypto";
import { WasmetricsError } from "../../base/errors.js";
import { unpacked } from "../../data/formats/archive/packed-bytes.js";
import { gathered } from "../../data/formats/archive/unpack.js";
import { HEAD_BYTES, recognise } from "../../data/formats/read.js";
import { bytesSource } from "../../data/formats/source.js";
import { detectDelimiter, HEAD_LENGTH } from "../../data/table/csv-head.js";
import { type FileSource, readingOf } from "../../study/inputs/data-source.js";
import { type RowSums, recordCells, tableRows, textRows } from "../../study/replication/row-sums.js";
import type { ReadingLimit } from "../max-memory.js";
import { readDataFile } from "../piped-data.js";

/** Bytes of a file that are looked at row by row, at most; and rows. */
export const MOST_BYTES = 2 ** 28;
export const MOST_ROWS = 1e6;

/** A file's rows, and where each stands. */
export interface FileRows {
  readonly sums: RowSums;
  /** The line, from 1, row `row` begins on; null in files without lines. */
  line(row: number): number | null;
  /** The text of a cell as the file has it. */
  cell(row: number, column: number): string;
}

/** What a data file holds; `rows` are null where it is too large or none can be told. */
export interface FileContent {
  readonly contentSha256: string | null;
  readonly rows: FileRows | null;
}

/** The content of the file at `path` whose bytes are `bytes`, read as `source` says, with `limit` of memory. */
export async function fileContent(
  path: string,
  bytes: Uint8Array,
  source: FileSource,
  limit: ReadingLimit,
): Promise<FileContent> {
  if (bytes.length > MOST_BYTES) return { contentSha256: null, rows: null };
  const { path: name, options } = readingOf(source);
  try {
    const text = await textIn(name, bytes, limit);
    if (text === null) return { contentSha256: null, rows: await ofTable(path, source, limit) };
    const contentSha256 = createHash("sha256").update(withUnixLines(text)).digest("hex");
    return { contentSha256, rows: rowsOfText(name, text, options.delimiter) ?? (await ofTable(path, source, limit)) };
  } catch (error) {
    if (error instanceof WasmetricsError) return { contentSha256: null, rows: null };
    throw error;
  }
}

const MARK = [0xef, 0xbb, 0xbf];

/** The text in a file, unpacked and without a mark; null where it holds none, or in two-byte units. */
async function textIn(name: string, bytes: Uint8Array, { maxMemory }: ReadingLimit): Promise<Uint8Array | null> {
  const packed = bytesSource(name, bytes, maxMemory);
  const { entry } = await recognise(packed);
  const all = await gathered(await unpacked(packed), packed.memory);
  if (all.length > MOST_BYTES) return null;
  const inner = bytesSource(name.replace(/\.(?:gz|bz2|xz)$/i, ""), all, maxMemory);
  const isText = !all.subarray(0, HEAD_BYTES).includes(0);
  if (!isText || (entry.name !== "CSV" && (await recognise(inner)).entry.name !== "CSV")) return null;
  return MARK.every((byte, i) => all[i] === byte) ? all.subarray(MARK.length) : all;
}

const LF = 10;
const CR = 13;

/** Text with the line ends of Unix in place of those of Windows. */
export function withUnixLines(bytes: Uint8Array): Uint8Array {
  if (!bytes.includes(CR)) return bytes;
  return bytes.filter((byte, i) => byte !== CR || bytes[i + 1] !== LF);
}

function rowsOfText(name: string, bytes: Uint8Array, asked: string | undefined): FileRows | null {
  const head = new TextDecoder().decode(bytes.subarray(0, 4 * HEAD_LENGTH));
  try {
    const delimiter = asked ?? detectDelimiter(head, bytes.length <= 4 * HEAD_LENGTH);
    const { lines, starts, ...sums } = textRows(name, bytes, delimiter);
    if (lines.length > MOST_ROWS) return null;
    return {
      sums,
      line: (row) => lines[row]!,
      cell: (row, column) => recordCells(bytes.subarray(starts[row]!, starts[row + 1]), delimiter)[column] ?? "",
    };
  } catch (error) {
    if (error instanceof WasmetricsError) return null;
    throw error;
  }
}

async function ofTable(path: string, source: FileSource, limit: ReadingLimit): Promise<FileRows | null> {
  const { columns: _, ...options } = readingOf(source).options;
  const table = await readDataFile(path, { ...options, ...limit });
  if (table.nRows > MOST_ROWS) return null;
  return {
    sums: tableRows(table),
    line: () => null,
    cell(row, c) {
      const column = table.columns[c]!;
      if (column.kind === "text") return column.levels[column.codes[row]!] ?? "";
      const value = column.values[row]!;
      return Number.isNaN(value) ? "" : String(value);
    },
  };
}
