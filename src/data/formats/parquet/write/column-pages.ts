/**
 * A column of a row group as pages, not yet packed: doubles and whole numbers as they are, or by a dictionary where few of them differ;
 * texts by the codes of their column. Source: Apache Parquet format 2.11, Encodings.md.
 */
import { type Column, MISSING_CODE, type NumericColumn, type TextColumn } from "../../../../base/columns.js";
import { DataError } from "../../../../base/errors.js";
import { encodeTexts } from "../../csv/encode-cells.js";
import { ENCODING } from "../pages.js";
import { putVarint } from "./thrift-writer.js";

/** What a page holds. */
export interface RawPage {
  readonly kind: "data" | "dictionary";
  readonly nValues: number;
  readonly encoding: number;
  readonly bytes: Uint8Array;
}

/** The most different numbers a dictionary has, and values looked at to see whether there are so few. */
const MOST_NUMBERS = 4096;
const SAMPLE = 1024;
const MOST_IN_SAMPLE = 256;

/** The pages of rows `first` to `first + n` of `column`. */
export function pagesOfColumn(column: Column, whole: boolean, first: number, n: number): RawPage[] {
  return column.kind === "text" ? textPages(column, first, n) : numberPages(column, whole, first, n);
}

function numberPages({ name, values }: NumericColumn, whole: boolean, first: number, n: number): RawPage[] {
  const rows = values.subarray(first, first + n);
  if (whole) requireWhole(name, rows, first);
  const present = new Uint8Array(n);
  let nHeld = 0;
  for (let i = 0; i < n; i++) {
    if (Number.isNaN(rows[i]!)) continue;
    present[i] = 1;
    nHeld++;
  }
  const held = nHeld === n ? rows : heldOf(rows, nHeld);
  const levels = levelBytes(present);
  const few = fewNumbers(held);
  if (few === null) return [dataPage(n, ENCODING.plain, levels, plainNumbers(held, whole))];
  const { numbers, indices } = few;
  return [
    dictionaryPage(numbers.length, plainNumbers(numbers, whole)),
    dataPage(n, ENCODING.dictionary, levels, indexBytes(indices, numbers.length)),
  ];
}

/** The `n` values of `rows` that are not missing. */
function heldOf(rows: Float64Array, n: number): Float64Array {
  const held = new Float64Array(n);
  for (let i = 0, k = 0; k < n; i++) if (!Number.isNaN(rows[i]!)) held[k++] = rows[i]!;
  return held;
}

/** Throws DataError `not_whole` for a number that a column of whole numbers does not hold. */
function requireWhole(name: string, values: Float64Array, first: number): void {
  const at = values.findIndex((value) => !Number.isNaN(value) && !Number.isSafeInteger(value));
  if (at < 0) return;
  throw new DataError(
    "not_whole",
    `Column '${name}' is to be written as whole numbers, and row ${first + at + 1} has ${values[at]}.`,
    {
      got: values[at],
      expected: "whole numbers",
      column: name,
      row: first + at + 1,
    },
  );
}

/** The different numbers among `values`, and where each is among them; null where they are many. */
function fewNumbers(values: Float64Array): { readonly numbers: Float64Array; readonly indices: Uint32Array } | null {
  if (new Set(values.subarray(0, SAMPLE)).size > Math.min(MOST_IN_SAMPLE, values.length / 2)) return null;
  const placeOf = new Map<number, number>();
  const indices = new Uint32Array(values.length);
  let negativeZero = false;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    // a map takes -0 for 0
    if (value === 0 && Object.is(value, -0)) negativeZero = true;
    let place = placeOf.get(value);
    if (place === undefined) {
      place = placeOf.size;
      placeOf.set(value, place);
      if (place > MOST_NUMBERS) return null;
    }
    indices[i] = place;
  }
  return negativeZero ? null : { numbers: Float64Array.from(placeOf.keys()), indices };
}

const TWO_32 = 2 ** 32;

function plainNumbers(values: Float64Array, whole: boolean): Uint8Array {
  if (!whole) return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  const halves = new Int32Array(2 * values.length);
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    halves[2 * i] = value;
    halves[2 * i + 1] = Math.floor(value / TWO_32);
  }
  return new Uint8Array(halves.buffer);
}

function textPages({ codes, levels }: TextColumn, first: number, n: number): RawPage[] {
  const rows = codes.subarray(first, first + n);
  const present = new Uint8Array(n);
  const placeOf = new Uint32Array(levels.length);
  const used: string[] = [];
  const indices = new Uint32Array(n);
  let held = 0;
  for (let i = 0; i < n; i++) {
    const code = rows[i]!;
    if (code === MISSING_CODE) continue;
    present[i] = 1;
    if (placeOf[code] === 0) placeOf[code] = used.push(levels[code]!);
    indices[held++] = placeOf[code]! - 1;
  }
  const texts = prefixed(used);
  const list = indices.subarray(0, held);
  const levelsOfRows = levelBytes(present);
  if (used.length === held && list.every((index, i) => index === i)) {
    return [dataPage(n, ENCODING.plain, levelsOfRows, texts)];
  }
  return [
    dictionaryPage(used.length, texts),
    dataPage(n, ENCODING.dictionary, levelsOfRows, indexBytes(list, used.length)),
  ];
}

/** Texts in UTF-8, the length before each. */
function prefixed(texts: readonly string[]): Uint8Array {
  const { bytes, offsets } = encodeTexts(texts);
  const out = new Uint8Array(bytes.length + 4 * texts.length);
  const view = new DataView(out.buffer);
  for (let i = 0; i < texts.length; i++) {
    const at = offsets[i]! + 4 * i;
    view.setUint32(at, offsets[i + 1]! - offsets[i]!, true);
    out.set(bytes.subarray(offsets[i]!, offsets[i + 1]!), at + 4);
  }
  return out;
}

const dictionaryPage = (nValues: number, bytes: Uint8Array): RawPage => ({
  ...{ kind: "dictionary", nValues, encoding: ENCODING.plain, bytes },
});

/** Levels and values behind one another. */
function dataPage(nValues: number, encoding: number, levels: Uint8Array, values: Uint8Array): RawPage {
  const bytes = new Uint8Array(levels.length + values.length);
  bytes.set(levels);
  bytes.set(values, levels.length);
  return { kind: "data", nValues, encoding, bytes };
}

/** Which rows have a value, with the length before it: one run where all have, or none. */
function levelBytes(present: Uint8Array): Uint8Array {
  const same = present.length === 0 || !present.includes(1 - present[0]!);
  const body = same ? runOf(present[0] ?? 1, present.length) : packBits(present, 1);
  const out = new Uint8Array(4 + body.length);
  new DataView(out.buffer).setUint32(0, body.length, true);
  out.set(body, 4);
  return out;
}

function runOf(value: number, count: number): number[] {
  const bytes: number[] = [];
  putVarint(2 * count, bytes);
  bytes.push(value);
  return bytes;
}

/** Places in a dictionary: their width, then they, bit-packed. */
function indexBytes(indices: Uint32Array, nValues: number): Uint8Array {
  const width = nValues <= 1 ? 0 : 32 - Math.clz32(nValues - 1);
  const body = width === 0 ? runOf0(indices.length) : packBits(indices, width);
  const out = new Uint8Array(1 + body.length);
  out[0] = width;
  out.set(body, 1);
  return out;
}

/** A run of zeros of no bits. */
function runOf0(count: number): Uint8Array {
  const bytes: number[] = [];
  putVarint(2 * count, bytes);
  return Uint8Array.from(bytes);
}

/** One group of values of `width` bits, at most 24, filled up with zeros to a multiple of eight. */
function packBits(values: Uint8Array | Uint32Array, width: number): Uint8Array {
  const head: number[] = [];
  const groups = Math.ceil(values.length / 8);
  putVarint(2 * groups + 1, head);
  const out = new Uint8Array(head.length + groups * width);
  out.set(head);
  let at = head.length;
  let word = 0;
  let bits = 0;
  for (let i = 0; i < values.length; i++) {
    word |= values[i]! << bits;
    bits += width;
    for (; bits >= 8; bits -= 8) {
      out[at++] = word;
      word >>>= 8;
    }
  }
  if (bits > 0) out[at] = word;
  return out;
}
