/**
 * The order of many texts by their bytes, which in UTF-8 is that of their code points. Source: McIlroy, Bostic and McIlroy (1993), Engineering
 * radix sort, Computing Systems 6(1), 5-27.
 */

/** Texts one after the other: text `k` ends before `ends[k]`, and begins where the one before it ends. */
export interface BytePool {
  readonly pool: Uint8Array;
  readonly ends: Uint32Array;
  readonly count: number;
}

/** A range of places whose texts agree in their first `depth` bytes. */
type Range = readonly [from: number, to: number, depth: number];

/** Up to so many texts are put in order one by one. */
const FEW = 24;

/** The numbers of the texts in the order of their bytes. */
export function byteOrder({ pool, ends, count }: BytePool): Uint32Array {
  const order = Uint32Array.from({ length: count }, (_, k) => k);
  const moved = new Uint32Array(count);
  const starts = new Uint32Array(count);
  for (let k = 1; k < count; k++) starts[k] = ends[k - 1]!;
  const counts = new Uint32Array(257);
  const left: Range[] = [[0, count, 0]];
  for (let range = left.pop(); range !== undefined; range = left.pop()) {
    const [from, to, depth] = range;
    if (to - from <= FEW) {
      insert(order, from, to, depth, pool, starts, ends);
      continue;
    }
    counts.fill(0);
    for (let i = from; i < to; i++) counts[keyOf(order[i]!, depth, pool, starts, ends)]!++;
    let place = from;
    for (let key = 0; key < 257; key++) {
      const size = counts[key]!;
      counts[key] = place;
      place += size;
      if (key > 0 && size > 1) left.push([place - size, place, depth + 1]);
    }
    for (let i = from; i < to; i++) {
      const text = order[i]!;
      moved[counts[keyOf(text, depth, pool, starts, ends)]!++] = text;
    }
    order.set(moved.subarray(from, to), from);
  }
  return order;
}

/** The byte of a text at `depth`, plus 1; 0 where it has ended. */
function keyOf(text: number, depth: number, pool: Uint8Array, starts: Uint32Array, ends: Uint32Array): number {
  const at = starts[text]! + depth;
  return at < ends[text]! ? pool[at]! + 1 : 0;
}

function insert(
  order: Uint32Array,
  from: number,
  to: number,
  depth: number,
  pool: Uint8Array,
  starts: Uint32Array,
  ends: Uint32Array,
): void {
  for (let i = from + 1; i < to; i++) {
    const text = order[i]!;
    let j = i;
    for (; j > from && isBefore(text, order[j - 1]!, depth, pool, starts, ends); j--) order[j] = order[j - 1]!;
    order[j] = text;
  }
}

function isBefore(
  a: number,
  b: number,
  depth: number,
  pool: Uint8Array,
  starts: Uint32Array,
  ends: Uint32Array,
): boolean {
  let p = starts[a]! + depth;
  let q = starts[b]! + depth;
  const [endA, endB] = [ends[a]!, ends[b]!];
  for (; p < endA && q < endB; p++, q++) if (pool[p] !== pool[q]) return pool[p]! < pool[q]!;
  return endA - p < endB - q;
}
