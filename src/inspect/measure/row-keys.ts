/** Rows put together that are equal in some columns: exactly, by the bits of numbers and the codes of texts. Knows no rule. */
import type { Column } from "../../base/columns.js";

const bits = new DataView(new ArrayBuffer(8));

/** By row, the first row that equals it in all of `columns` (itself where none before does); NaN equals NaN, and -0 equals 0. */
export function firstEqual(columns: readonly Column[], nRows: number): Uint32Array {
  const hashes = new Uint32Array(nRows).fill(0x811c9dc5);
  for (const column of columns) addTo(hashes, column);
  let size = 2;
  while (size < 2 * nRows) size *= 2;
  const slots = new Uint32Array(size).fill(nRows);
  const first = new Uint32Array(nRows);
  for (let row = 0; row < nRows; row++) {
    let slot = mixed(hashes[row]!) & (size - 1);
    while (slots[slot] !== nRows && !(hashes[slots[slot]!] === hashes[row] && isAlike(columns, slots[slot]!, row))) {
      slot = (slot + 1) & (size - 1);
    }
    if (slots[slot] === nRows) slots[slot] = row;
    first[row] = slots[slot]!;
  }
  return first;
}

function addTo(hashes: Uint32Array, column: Column): void {
  if (column.kind === "text") {
    for (let row = 0; row < hashes.length; row++)
      hashes[row] = Math.imul(hashes[row]! ^ column.codes[row]!, 0x01000193);
    return;
  }
  for (let row = 0; row < hashes.length; row++) {
    const value = column.values[row]!;
    bits.setFloat64(0, Number.isNaN(value) ? Number.NaN : value + 0);
    hashes[row] = Math.imul(mixed(hashes[row]! ^ bits.getUint32(0)) ^ bits.getUint32(4), 0x01000193);
  }
}

/** Murmur3's finaliser: every bit of a hash moves the low ones (Appleby 2011). */
function mixed(hash: number): number {
  let h = hash;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

const isAlike = (columns: readonly Column[], a: number, b: number): boolean =>
  columns.every((column) => {
    if (column.kind === "text") return column.codes[a] === column.codes[b];
    const [x, y] = [column.values[a]!, column.values[b]!];
    return x === y || (Number.isNaN(x) && Number.isNaN(y));
  });
