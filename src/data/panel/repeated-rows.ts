/**
 * Rows that are alike in several groupings, without numbering their combinations.
 * Method: rows are taken by the levels of the grouping that has most of them, and those of one level meet in a hash table
 * of their own (linear probing, Knuth 1998, TAOCP 3, 6.4), small enough to stay in cache. O(n) when levels are alike in
 * size or not.
 */
import { type Category, MISSING_CODE } from "../../base/columns.js";

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
