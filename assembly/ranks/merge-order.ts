import { f64At, setU32, u32At } from "../abi";

/**
 * Sorts the n row numbers at `order` by x ascending, stably, by merging runs of doubling length; `spare` holds as many.
 * Returns the exchanges that moving neighbours would take, which are the pairs that stood in descending order. A number
 * that is not comparable (NaN) leaves the order unspecified, never the memory.
 *
 * Cost    O(n log n)
 * Source  Knight (1966), Journal of the American Statistical Association 61(314), doi:10.1080/01621459.1966.10480879
 */
export function mergeOrder(n: usize, x: usize, order: usize, spare: usize): u64 {
  let exchanges: u64 = 0;
  let from = order, to = spare;
  for (let width: usize = 1; width < n; width <<= 1) {
    for (let low: usize = 0; low < n; low += width << 1) {
      const middle = min(low + width, n);
      exchanges += mergeRuns(low, middle, min(middle + width, n), x, from, to);
    }
    const merged = to;
    to = from;
    from = merged;
  }
  if (from != order) memory.copy(order, from, n << 2);
  return exchanges;
}

/** Merges the runs low..middle-1 and middle..high-1 of `from` into `to`; returns the exchanges it takes. */
function mergeRuns(low: usize, middle: usize, high: usize, x: usize, from: usize, to: usize): u64 {
  let exchanges: u64 = 0;
  let left = low, right = middle;
  for (let at = low; at < high; at++) {
    const takesLeft =
      right >= high || (left < middle && !(f64At(x, u32At(from, right)) < f64At(x, u32At(from, left))));
    if (takesLeft) setU32(to, at, u32At(from, left++));
    else {
      exchanges += <u64>(middle - left);
      setU32(to, at, u32At(from, right++));
    }
  }
  return exchanges;
}
