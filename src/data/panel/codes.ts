/**
 * Columns to groupings of rows: dense codes from 0, every level used, numbered by sorted label, so that
 * the numbering never depends on row order, host or locale. Missing rows get MISSING_CODE.
 * Numbers are numbered by value without making a string of any; text by value if every level is a canonical integer,
 * else by code point.
 */
import { type Category, type Column, MISSING_CODE, type NumericColumn, type TextColumn } from "../../base/columns.js";
import { codesAt, gatherCodes, numbersAt } from "../../base/row-runs.js";
import { formatNumber } from "../table/write-csv.js";

// Distinct numbers of a column and the code of every row, by value. O(n) plus a sort of the distinct ones. Method: a
// table indexed by value where the values are integers close together (years, dense identifiers), else an
// open-addressing hash on the bits of the double (linear probing, Knuth 1998, TAOCP 3, 6.4).

/** `levels` ascending, without NaN, -0 as 0; `levels[codes[i]] = values[i]`, MISSING_CODE where NaN. The rest as of `Category`. */
export interface DistinctNumbers extends Pick<Category, "codes" | "counts" | "nMissing" | "ordered"> {
  readonly levels: Float64Array;
}

/** A table may have this many slots for each row before hashing is preferred, and always this many. */
const SLOTS_PER_ROW = 4;
const SLOTS = 65_536;

/** Groups f64[n] by value. */
export function distinctNumbers(values: Float64Array): DistinctNumbers {
  const range = integerRange(values);
  if (range !== undefined && range.max - range.min < Math.max(SLOTS, SLOTS_PER_ROW * values.length)) {
    return byTable(values, range.min, range.max - range.min + 1);
  }
  return byHash(values);
}

/** Smallest and largest value if all are integers; undefined if some is not, or if there is none. */
function integerRange(values: Float64Array): { min: number; max: number } | undefined {
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < values.length; i++) {
    const x = values[i]!;
    if (Number.isNaN(x)) continue;
    if (Math.floor(x) !== x) return undefined;
    if (x < min) min = x;
    if (x > max) max = x;
  }
  return min <= max && Number.isSafeInteger(min) && Number.isSafeInteger(max) ? { min, max } : undefined;
}

function byTable(values: Float64Array, min: number, nSlots: number): DistinctNumbers {
  const codeOf = new Uint32Array(nSlots);
  for (let i = 0; i < values.length; i++) {
    const x = values[i]!;
    if (!Number.isNaN(x)) codeOf[x - min] = 1;
  }
  let nLevels = 0;
  for (let slot = 0; slot < nSlots; slot++) if (codeOf[slot] === 1) codeOf[slot] = nLevels++ + 1;
  const levels = new Float64Array(nLevels);
  for (let slot = 0; slot < nSlots; slot++) if (codeOf[slot] !== 0) levels[codeOf[slot]! - 1] = min + slot;
  const codes = new Uint32Array(values.length);
  for (let i = 0; i < codes.length; i++) {
    const x = values[i]!;
    codes[i] = Number.isNaN(x) ? MISSING_CODE : codeOf[x - min]! - 1;
  }
  return { codes, levels };
}

function byHash(values: Float64Array): DistinctNumbers {
  const codes = new Uint32Array(values.length);
  const words = new Uint32Array(values.buffer, values.byteOffset, 2 * values.length);
  let found = new Float64Array(1024);
  let slots: Uint32Array = new Uint32Array(4096);
  let nLevels = 0;
  for (let i = 0; i < values.length; i++) {
    const x = values[i]!;
    if (Number.isNaN(x)) {
      codes[i] = MISSING_CODE;
      continue;
    }
    const slot = slotOf(x, words, i, slots, found);
    if (slots[slot] === 0) {
      if (nLevels === found.length) {
        const grown = new Float64Array(2 * nLevels);
        grown.set(found);
        found = grown;
      }
      found[nLevels++] = x === 0 ? 0 : x;
      slots[slot] = nLevels;
      codes[i] = nLevels - 1;
      if (2 * nLevels > slots.length) slots = rehash(found.subarray(0, nLevels), 4 * slots.length);
    } else {
      codes[i] = slots[slot]! - 1;
    }
  }
  return sorted(codes, found.subarray(0, nLevels), slots);
}

function rehash(found: Float64Array, nSlots: number): Uint32Array {
  const slots = new Uint32Array(nSlots);
  const words = new Uint32Array(found.buffer, found.byteOffset, 2 * found.length);
  for (let k = 0; k < found.length; k++) slots[slotOf(found[k]!, words, k, slots, found)] = k + 1;
  return slots;
}

/** The finalizer of MurmurHash3 (Appleby 2011) over both words of a double. */
function mix(low: number, high: number): number {
  let h = low ^ Math.imul(high, 0x9e37_79b1);
  h = Math.imul(h ^ (h >>> 16), 0x85eb_ca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2_ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/** Renumbers codes, by first occurrence until here, by value. */
function sorted(codes: Uint32Array, found: Float64Array, slots: Uint32Array): DistinctNumbers {
  const levels = Float64Array.from(found).sort();
  const words = new Uint32Array(levels.buffer, 0, 2 * levels.length);
  const newCode = new Uint32Array(levels.length);
  for (let k = 0; k < levels.length; k++) newCode[slots[slotOf(levels[k]!, words, k, slots, found)]! - 1] = k;
  for (let i = 0; i < codes.length; i++) {
    const code = codes[i]!;
    if (code !== MISSING_CODE) codes[i] = newCode[code]!;
  }
  return { codes, levels };
}

/** The slot that holds `x` (whose bits are words 2k and 2k + 1), or the empty one where it belongs. */
function slotOf(x: number, words: Uint32Array, k: number, slots: Uint32Array, found: Float64Array): number {
  const mask = slots.length - 1;
  let slot = (x === 0 ? 0 : mix(words[2 * k]!, words[2 * k + 1]!)) & mask;
  while (slots[slot] !== 0 && found[slots[slot]! - 1] !== x) slot = (slot + 1) & mask;
  return slot;
}

/**
 * The grouping of rows by `column`, codes u32[n]; with `rows` (0-based, ascending), of these rows only, numbered by the
 * levels they use. -0 is 0.
 *
 * @param numberCodes another way to the same codes of numbers
 */
export function categoryOf(
  column: Column,
  rows?: Uint32Array,
  numberCodes: (values: Float64Array) => DistinctNumbers = distinctNumbers,
): Category {
  return column.kind === "numeric" ? numericCategory(column, rows, numberCodes) : textCategory(column, rows);
}

/** The same grouping at some of its rows, ascending: numbered by the levels they use. */
export function categoryAt({ name, codes, nLevels, label }: Category, rows: Uint32Array): Category {
  const selected = codesAt(codes, rows);
  const counted = countLevels(selected, nLevels);
  return numbered(name, selected, counted, usedLevels(counted.counts), label);
}

/** A grouping of `codes`, written over, by `order`: the levels that have rows, as they are to be numbered. */
function numbered(
  name: string,
  codes: Uint32Array,
  { counts, nMissing }: Counted,
  order: Uint32Array,
  label: Category["label"],
): Category {
  const [newCode, nLevels] = [new Uint32Array(counts.length), order.length];
  let inOrder = nLevels === counts.length;
  for (let code = 0; code < nLevels; code++) {
    newCode[order[code]!] = code;
    inOrder &&= order[code] === code;
  }
  if (!inOrder) renumber(codes, newCode);
  const own = gatherCodes(counts, order);
  return Object.freeze({ name, codes, nLevels, nMissing, counts: own, label: (g: number) => label(order[g]!) });
}

/** Rows of each level, and rows that are missing. */
interface Counted {
  readonly counts: Uint32Array;
  readonly nMissing: number;
}

function countLevels(codes: Uint32Array, nLevels: number): Counted {
  const counts = new Uint32Array(nLevels);
  let nMissing = 0;
  for (let i = 0; i < codes.length; i++) {
    const code = codes[i]!;
    if (isMissing(code)) nMissing++;
    else counts[code]!++;
  }
  return { counts, nMissing };
}

/** Levels with rows, ascending. */
function usedLevels(counts: Uint32Array): Uint32Array {
  const used = new Uint32Array(counts.length);
  let nUsed = 0;
  for (let level = 0; level < counts.length; level++) if (counts[level]! > 0) used[nUsed++] = level;
  return used.subarray(0, nUsed);
}

function renumber(codes: Uint32Array, newCode: Uint32Array): void {
  for (let i = 0; i < codes.length; i++) {
    const code = codes[i]!;
    if (!isMissing(code)) codes[i] = newCode[code]!;
  }
}

/** Whether a u32 is MISSING_CODE, compared as 32 bits: as a number beyond the small integers it costs three times as much. */
const isMissing = (code: number): boolean => ~code === 0;

function numericCategory(
  { name, values }: NumericColumn,
  rows: Uint32Array | undefined,
  numberCodes: (values: Float64Array) => DistinctNumbers,
): Category {
  const selected = rows === undefined ? values : numbersAt(values, rows);
  const { levels, ...coded } = numberCodes(selected);
  return Object.freeze({ name, ...coded, nLevels: levels.length, label: (g: number) => formatNumber(levels[g]!) });
}

function textCategory({ name, codes, levels }: TextColumn, rows: Uint32Array | undefined): Category {
  const dense = rows === undefined ? codes.slice() : codesAt(codes, rows);
  const counted = countLevels(dense, levels.length);
  const order = sortByLabel(usedLevels(counted.counts), levels);
  return numbered(name, dense, counted, order, (level) => levels[level]!);
}

/** Puts levels in the order of their labels, which are sorted by code point, in place. */
function sortByLabel(used: Uint32Array, levels: readonly string[]): Uint32Array {
  if (!levels.every((level) => /^(?:0|-?[1-9][0-9]*)$/.test(level))) return used;
  const numbers = levels.map((level) => BigInt(level));
  return used.sort((a, b) => (numbers[a]! < numbers[b]! ? -1 : 1));
}

// Rows that are alike in several groupings, without numbering their combinations.

/**
 * For each row the first row with the same codes in all of `categories` (itself where none came before), u32[n];
 * MISSING_CODE for a row that lacks one.
 */
export function firstAlike(categories: readonly Category[]): Uint32Array {
  const most = categories.reduce((a, b) => (b.nLevels > a.nLevels ? b : a));
  const others = categories.filter((category) => category !== most).map(({ codes }) => codes);
  const n = most.codes.length;
  const hashes = hashesOf(others, n);
  const first = new Uint32Array(n);
  for (const { codes } of categories) {
    for (let i = 0; i < n; i++) if (~codes[i]! === 0) first[i] = MISSING_CODE;
  }
  const { offsets, order, longest } = rowsByLevel(most);
  const slots = new Uint32Array(slotsFor(longest));
  for (let level = 0; level < most.nLevels; level++) {
    const [start, end] = [offsets[level]!, offsets[level + 1]!];
    const mask = slotsFor(end - start) - 1;
    slots.fill(0, 0, mask + 1);
    for (let j = start; j < end; j++) {
      const row = order === null ? j : order[j]!;
      if (~first[row]! === 0) continue;
      let slot = hashes[row]! & mask;
      while (slots[slot] !== 0 && !alike(slots[slot]! - 1, row, hashes, others)) slot = (slot + 1) & mask;
      if (slots[slot] === 0) slots[slot] = row + 1;
      first[row] = slots[slot]! - 1;
    }
  }
  return first;
}

/** Slots of a table that holds `rows`: a power of two, at most half full. */
const slotsFor = (rows: number): number => 2 ** (33 - Math.clz32(rows));

/** The finalizer of MurmurHash3 (Appleby 2011) over the codes of a row. */
function hashesOf(columns: readonly Uint32Array[], n: number): Uint32Array {
  const hashes = new Uint32Array(n);
  for (const codes of columns) {
    for (let i = 0; i < n; i++) {
      let h = Math.imul(hashes[i]! ^ codes[i]!, 0x85eb_ca6b);
      h = Math.imul(h ^ (h >>> 13), 0xc2b2_ae35);
      hashes[i] = h ^ (h >>> 16);
    }
  }
  return hashes;
}

function alike(a: number, b: number, hashes: Uint32Array, columns: readonly Uint32Array[]): boolean {
  if (hashes[a] !== hashes[b]) return false;
  for (const codes of columns) if (codes[a] !== codes[b]) return false;
  return true;
}

/** Places of each level's rows, missing ones left out; `order` is null where rows stand in that order already. */
function rowsByLevel({ codes, nLevels }: Category) {
  const offsets = new Uint32Array(nLevels + 1);
  let ascending = true;
  for (let i = 0, last = 0; i < codes.length; i++) {
    const code = codes[i]!;
    if (code < last) ascending = false;
    last = code;
    if (~code !== 0) offsets[code + 1]!++;
  }
  let longest = 0;
  for (let level = 0; level < nLevels; level++) {
    longest = Math.max(longest, offsets[level + 1]!);
    offsets[level + 1]! += offsets[level]!;
  }
  if (ascending) return { offsets, order: null, longest };
  const next = offsets.slice();
  const order = new Uint32Array(offsets[nLevels]!);
  for (let i = 0; i < codes.length; i++) {
    const code = codes[i]!;
    if (~code !== 0) order[next[code]!++] = i;
  }
  return { offsets, order, longest };
}
