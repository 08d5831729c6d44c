/**
 * Rows of a Stata file from columns, a piece at a time.
 */
import { MISSING_CODE } from "../../../../base/columns.js";
import { bytesOf, missingNumber, type NumberType, type Release } from "../releases.js";
import { isWritable, type Storage, type Stored } from "./storage.js";

/** Bytes of a piece. */
const PIECE = 1 << 20;

/** Where the text of a row's long string was first written: its row, from 1, by the code of the text. */
export type FirstRows = Uint32Array;

/** The rows in which each long string of a column comes first. */
export function firstRowsOf(codes: Uint32Array, nLevels: number): FirstRows {
  const first = new Uint32Array(nLevels);
  for (let row = codes.length - 1; row >= 0; row--) if (codes[row] !== MISSING_CODE) first[codes[row]!] = row + 1;
  return first;
}

/** All rows, in pieces. */
export function* rowsOf(storages: readonly Storage[], nRows: number, release: Release): Generator<Uint8Array> {
  const rowBytes = storages.reduce((sum, { type }) => sum + bytesOf(type), 0);
  const perPiece = Math.max(1, Math.floor(PIECE / Math.max(1, rowBytes)));
  let offset = 0;
  const fills = storages.map(({ type, stored }, k) => {
    const fill = filler(stored, k + 1, offset, rowBytes, release);
    offset += bytesOf(type);
    return fill;
  });
  for (let from = 0; from < nRows; from += perPiece) {
    const to = Math.min(nRows, from + perPiece);
    const bytes = new Uint8Array((to - from) * rowBytes);
    const view = new DataView(bytes.buffer);
    for (const fill of fills) fill(view, bytes, from, to);
    yield bytes;
  }
}

/** Writes the rows `from..to` of a column into a piece that begins with `from`. */
type Fill = (view: DataView, bytes: Uint8Array, from: number, to: number) => void;

function filler(stored: Stored, variable: number, offset: number, rowBytes: number, release: Release): Fill {
  if (stored.kind === "str") return textFiller(stored.codes, stored.levels, offset, rowBytes);
  if (stored.kind === "strL") {
    const first = firstRowsOf(stored.codes, stored.levels.length);
    return referenceFiller(stored.codes, first, variable, offset, rowBytes, release);
  }
  return numberFiller(stored, offset, rowBytes);
}

type StoredNumbers = Extract<Stored, { readonly values: Float64Array }>;

function numberFiller(stored: StoredNumbers, offset: number, rowBytes: number): Fill {
  const { kind, values } = stored;
  const put = PUT[kind];
  const missing = missingNumber(0, kind);
  const coded = codedCells(stored);
  let next = 0;
  return (view, _, from, to) => {
    for (let row = from, at = offset; row < to; row++, at += rowBytes) {
      const value = values[row]!;
      put(view, at, isWritable(value) ? value : missing);
    }
    for (; next < coded.length && coded[next]!.row < to; next++) {
      const { row, code } = coded[next]!;
      put(view, offset + (row - from) * rowBytes, missingNumber(code, kind));
    }
  };
}

/** Missing cells with a code of Stata's, in the order of their rows. */
function codedCells({ values, missingCodes, numbers }: StoredNumbers) {
  if (missingCodes === undefined) return [];
  const { names, rows, codes } = missingCodes;
  const numberOf = names.map((name) => numbers.get(name) ?? 0);
  return Array.from(rows, (row, i) => ({ row, code: numberOf[codes[i]!]! })).filter(
    ({ row, code }) => code > 0 && Number.isNaN(values[row]),
  );
}

const PUT: Readonly<Record<NumberType, (view: DataView, at: number, value: number) => void>> = {
  byte: (view, at, value) => view.setInt8(at, value),
  int: (view, at, value) => view.setInt16(at, value, true),
  long: (view, at, value) => view.setInt32(at, value, true),
  float: (view, at, value) => view.setFloat32(at, value, true),
  double: (view, at, value) => view.setFloat64(at, value, true),
};

function textFiller(codes: Uint32Array, levels: readonly Uint8Array[], offset: number, rowBytes: number): Fill {
  return (_, bytes, from, to) => {
    for (let row = from, at = offset; row < to; row++, at += rowBytes) {
      const code = codes[row]!;
      if (code === MISSING_CODE) continue;
      const level = levels[code]!;
      for (let i = 0; i < level.length; i++) bytes[at + i] = level[i]!;
    }
  };
}

/** Bytes of a reference that say the variable, of eight. */
export const variableBytes = ({ number }: Release): 2 | 3 => (number === 118 ? 2 : 3);

function referenceFiller(
  codes: Uint32Array,
  first: FirstRows,
  variable: number,
  offset: number,
  rowBytes: number,
  release: Release,
): Fill {
  const split = variableBytes(release);
  return (_, bytes, from, to) => {
    for (let row = from, at = offset; row < to; row++, at += rowBytes) {
      const code = codes[row]!;
      if (code === MISSING_CODE) continue;
      let rest = variable;
      for (let i = 0; i < split; i++, rest = Math.floor(rest / 256)) bytes[at + i] = rest % 256;
      rest = first[code]!;
      for (let i = split; i < 8; i++, rest = Math.floor(rest / 256)) bytes[at + i] = rest % 256;
    }
  };
}
