import { InU32, InU8, OutU32, WorkF64, WorkU32, setU32, u32At } from "../abi";

/** The first eight bytes of an entry as an integer that orders as they do; zeros behind its end. */
function prefix(pool: usize, entry: usize): u64 {
  const at = pool + load<u32>(entry, 4);
  const length = min<usize>(8, load<u32>(entry, 8) & 0x7fff_ffff);
  let key: u64 = 0;
  for (let i: usize = 0; i < 8; i++) key = key << 8 | (i < length ? <u64>load<u8>(at + i) : 0);
  return key;
}

/** Whether entry a stands before entry b, of the same first eight bytes. */
function isBefore(pool: usize, entries: usize, a: usize, b: usize): bool {
  const one = entries + a * 20, other = entries + b * 20;
  const oneLength = <usize>(load<u32>(one, 8) & 0x7fff_ffff), otherLength = <usize>(load<u32>(other, 8) & 0x7fff_ffff);
  const found = memory.compare(pool + load<u32>(one, 4), pool + load<u32>(other, 4), min(oneLength, otherLength));
  return found != 0 ? found < 0 : oneLength < otherLength || (oneLength == otherLength && a < b);
}

/**
 * The entries of a dictionary of `codeCells` ordered by their bytes, which for UTF-8 is the order of code points; equal ones by number.
 *
 * In     entries u32[5*n], pool u8[]
 * Out    order u32[n]
 * Work   keys f64[n], work u32[n]
 * Cost   O(n log n) comparisons: merging from below
 */
export function orderCells(n: usize, entries: InU32, pool: InU8, order: OutU32, keys: WorkF64, work: WorkU32): void {
  for (let i: usize = 0; i < n; i++) {
    setU32(order, i, i);
    store<u64>(keys + (i << 3), prefix(pool, entries + i * 20));
  }
  let from = order, to: usize = work;
  for (let width: usize = 1; width < n; width <<= 1) {
    for (let low: usize = 0; low < n; low += width << 1) {
      const middle = min(n, low + width), high = min(n, middle + width);
      let i = low, j = middle;
      for (let k = low; k < high; k++) {
        let left = i < middle;
        if (left && j < high) {
          const a = u32At(from, i), b = u32At(from, j);
          const one = load<u64>(keys + (a << 3)), other = load<u64>(keys + (b << 3));
          left = one != other ? one < other : isBefore(pool, entries, a, b);
        }
        setU32(to, k, left ? u32At(from, i++) : u32At(from, j++));
      }
    }
    const merged = to;
    to = from;
    from = merged;
  }
  if (from != order) memory.copy(order, from, n << 2);
}
