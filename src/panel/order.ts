/**
 * Layer panel. Rows in the order of a pair of codes: what interactions are numbered by and what a panel is walked by.
 * Method: least significant digit radix sort (Knuth 1998, TAOCP 3, 5.2.5), codes travelling with their rows so that
 * every pass reads memory in order and writes to few places. Stable, O(n) a pass.
 */
import { type Category, MISSING_CODE } from "../base/columns.js";

/** Rows sorted by (a, b), ties in row order, with their codes; rows missing in either are left out. */
export interface PairOrder {
  readonly rows: Uint32Array;
  readonly a: Uint32Array;
  readonly b: Uint32Array;
}

/** Widest digit of a pass: 2^10 write positions stay in cache. */
const DIGIT_BITS = 10;

/** Sorts the rows of two groupings of the same rows by the codes of `first`, then of `second`. */
export function rowsByPair(first: Category, second: Category): PairOrder {
  let from = present(first.codes, second.codes);
  let to: PairOrder = { rows: from.rows.slice(), a: from.a.slice(), b: from.b.slice() };
  for (const [key, nLevels] of [
    ["b", second.nLevels],
    ["a", first.nLevels],
  ] as const) {
    for (const { shift, bits } of digits(nLevels)) {
      pass(from, to, key, shift, bits);
      [from, to] = [to, from];
    }
  }
  return from;
}

/** Digits of codes below `nLevels`, least significant first, as even in width as can be. */
function digits(nLevels: number): { shift: number; bits: number }[] {
  const total = 32 - Math.clz32(Math.max(0, nLevels - 1));
  const passes = Math.ceil(total / DIGIT_BITS);
  const bits = Math.ceil(total / passes);
  return Array.from({ length: passes }, (_, p) => ({ shift: p * bits, bits }));
}

function pass(from: PairOrder, to: PairOrder, key: "a" | "b", shift: number, bits: number): void {
  const codes = from[key];
  const mask = (1 << bits) - 1;
  const next = new Uint32Array(mask + 2);
  for (let j = 0; j < codes.length; j++) next[((codes[j]! >>> shift) & mask) + 1]!++;
  for (let d = 0; d < mask; d++) next[d + 1]! += next[d]!;
  const { rows, a, b } = from;
  for (let j = 0; j < codes.length; j++) {
    const at = next[(codes[j]! >>> shift) & mask]!++;
    to.rows[at] = rows[j]!;
    to.a[at] = a[j]!;
    to.b[at] = b[j]!;
  }
}

function present(a: Uint32Array, b: Uint32Array): PairOrder {
  const rows = new Uint32Array(a.length);
  let n = 0;
  for (let i = 0; i < a.length; i++) if (a[i] !== MISSING_CODE && b[i] !== MISSING_CODE) rows[n++] = i;
  if (n === a.length) return { rows, a: a.slice(), b: b.slice() };
  const kept = rows.slice(0, n);
  return { rows: kept, a: kept.map((row) => a[row]!), b: kept.map((row) => b[row]!) };
}
