/**
 * Two sums of every row of a data file, by which a changed row is found again and, where one cell of it changed, that cell's column.
 * With h_j the hash of cell j in the field of p = 2^31 - 1 elements, a row has s = sum h_j and w = sum j h_j, j from 1. Where cell j alone
 * changes, by d, s moves by d and w by j d: their ratio is j (the syndromes of a code that corrects one error; Hamming 1950). Rows that
 * changed in several cells give a ratio that is no column's but for a chance of columns / p. Hashes of cells say what is the same, never
 * what a cell was. Knows nothing of files, nor of what a study does with data.
 */
import { CsvScanner } from "../../data/table/csv-scan.js";
import type { Table } from "../../data/table/table.js";

const P = 2 ** 31 - 1;

/** Rows of a file as sums: `sums[2 * row]` is s, `sums[2 * row + 1]` is w. */
export interface RowSums {
  readonly columns: readonly string[];
  readonly sums: Uint32Array;
}

/** Rows of a text: beside their sums the line each begins on, from 1, and where it begins in the text. */
export interface TextRows extends RowSums {
  readonly lines: Uint32Array;
  readonly starts: Uint32Array;
}

const OFFSET = 0x811c9dc5;
const PRIME = 0x01000193;

/** Hash of the bytes from `start` to `end`, below p: FNV-1a (Fowler, Noll and Vo), its bits mixed as in MurmurHash3. */
function hashed(bytes: Uint8Array, start: number, end: number): number {
  let h = OFFSET;
  for (let i = start; i < end; i++) h = Math.imul(h ^ bytes[i]!, PRIME);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return ((h ^ (h >>> 16)) >>> 1) % P;
}

/** Rows of delimited text whose first record names its columns. Throws DataError as `CsvScanner` where it is malformed. */
export function textRows(name: string, bytes: Uint8Array, delimiter: string): TextRows {
  const columns: string[] = [];
  const [sums, lines, starts]: [number[], number[], number[]] = [[], [], []];
  let [field, isHeader, s, w] = [0, true, 0, 0];
  const scanner: CsvScanner = new CsvScanner(name, delimiter, (start, end) => {
    if (isHeader && scanner.records > 0) [isHeader, field] = [false, 0];
    if (isHeader) {
      columns.push(cellText(bytes.subarray(start, end)));
      return;
    }
    if (field === 0) {
      lines.push(scanner.line - breaks(bytes, start, end));
      starts.push(bytes[start - 1] === QUOTE ? start - 1 : start);
    }
    field++;
    const h = hashed(bytes, start, end);
    s = (s + h) % P;
    w = (w + field * h) % P;
    if (field < columns.length) return;
    sums.push(s, w);
    [field, s, w] = [0, 0, 0];
  });
  scanner.push(bytes);
  scanner.finish();
  return { columns, sums: Uint32Array.from(sums), lines: Uint32Array.from(lines), starts: Uint32Array.from(starts) };
}

const QUOTE = 34;
const LF = 10;
const CR = 13;

/** Ends of lines within a cell. */
function breaks(bytes: Uint8Array, start: number, end: number): number {
  let count = 0;
  for (let i = start; i < end; i++) {
    if (bytes[i] === CR || (bytes[i] === LF && bytes[i - 1] !== CR)) count++;
  }
  return count;
}

const cellText = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

/** The cells of the one record in `bytes`. */
export function recordCells(bytes: Uint8Array, delimiter: string): string[] {
  const cells: string[] = [];
  const scanner = new CsvScanner("", delimiter, (start, end, doubled) => {
    const text = cellText(bytes.subarray(start, end));
    cells.push(doubled ? text.replaceAll('""', '"') : text);
  });
  scanner.push(bytes);
  scanner.finish();
  return cells;
}

/** Rows of a table, whatever file it was read from: numbers by their shortest digits, text as it is. */
export function tableRows({ columns, names, nRows }: Table): RowSums {
  const sums = new Uint32Array(2 * nRows);
  columns.forEach((column, j) => {
    const hashOf = column.kind === "text" ? hashesOf(column.levels) : [];
    for (let row = 0; row < nRows; row++) {
      const h =
        column.kind === "text" ? (hashOf[column.codes[row]!] ?? NOTHING) : hashedText(numberText(column.values[row]!));
      sums[2 * row] = (sums[2 * row]! + h) % P;
      sums[2 * row + 1] = (sums[2 * row + 1]! + (j + 1) * h) % P;
    }
  });
  return { columns: names, sums };
}

const hashedText = (text: string): number => {
  const bytes = new TextEncoder().encode(text);
  return hashed(bytes, 0, bytes.length);
};
const NOTHING = hashedText("");
const numberText = (value: number): string => (Number.isNaN(value) ? "" : Object.is(value, -0) ? "-0" : String(value));
const hashesOf = (levels: readonly string[]): number[] => levels.map(hashedText);

/**
 * The column, from 0, in which two rows of `columns` cells differ, by their sums; null where they differ in several, or one is another
 * row altogether.
 */
export function changedColumn(
  was: readonly [number, number],
  is: readonly [number, number],
  columns: number,
): number | null {
  const d = BigInt((is[0] - was[0] + P) % P);
  const weighted = BigInt((is[1] - was[1] + P) % P);
  if (d === 0n) return null;
  const j = Number((weighted * inverse(d)) % BigInt(P));
  return j >= 1 && j <= columns ? j - 1 : null;
}

/** 1 / d in the field: d^(p - 2). */
function inverse(d: bigint): bigint {
  const p = BigInt(P);
  let [result, base, exponent] = [1n, d % p, p - 2n];
  for (; exponent > 0n; exponent >>= 1n) {
    if ((exponent & 1n) === 1n) result = (result * base) % p;
    base = (base * base) % p;
  }
  return result;
}

// Sums as a record keeps them: little-endian, in base64.

export function packedSums(sums: Uint32Array): string {
  const view = new DataView(new ArrayBuffer(4 * sums.length));
  sums.forEach((value, i) => {
    view.setUint32(4 * i, value, true);
  });
  const bytes = new Uint8Array(view.buffer);
  const STEP = 0x8000;
  let text = "";
  for (let i = 0; i < bytes.length; i += STEP) text += String.fromCharCode(...bytes.subarray(i, i + STEP));
  return btoa(text);
}

/** Throws where `text` is no base64. */
export function unpackedSums(text: string): Uint32Array {
  const bytes = Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
  const view = new DataView(bytes.buffer);
  return Uint32Array.from({ length: Math.floor(bytes.length / 4) }, (_, i) => view.getUint32(4 * i, true));
}
