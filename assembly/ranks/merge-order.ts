import { f64At, setF64, setU32, u32At } from "../abi";

/**
 * Sorts the n numbers at `keys` ascending, stably, and the row numbers at `order` with them, by merging runs of doubling
 * length; `keys` and `order` have room for as many again. Returns the exchanges that moving neighbours would take, which
 * are the pairs that stood in descending order. No key is NaN.
 *
 * Cost    O(n log n)
 * Source  Knight (1966), Journal of the American Statistical Association 61(314), doi:10.1080/01621459.1966.10480879
 */
export function mergeOrder(n: usize, keys: usize, order: usize): u64 {
  let exchanges: u64 = 0;
  let fromKeys = keys, toKeys = keys + (n << 3);
  let fromOrder = order, toOrder = order + (n << 2);
  for (let width: usize = 1; width < n; width <<= 1) {
    for (let low: usize = 0; low < n; low += width << 1) {
      const middle = min(low + width, n), high = min(middle + width, n);
      if (middle == high || !(f64At(fromKeys, middle) < f64At(fromKeys, middle - 1))) {
        memory.copy(toKeys + (low << 3), fromKeys + (low << 3), (high - low) << 3);
        memory.copy(toOrder + (low << 2), fromOrder + (low << 2), (high - low) << 2);
      } else exchanges += mergeRuns(low, middle, high, fromKeys, toKeys, fromOrder, toOrder);
    }
    const mergedKeys = toKeys, mergedOrder = toOrder;
    toKeys = fromKeys;
    fromKeys = mergedKeys;
    toOrder = fromOrder;
    fromOrder = mergedOrder;
  }
  if (fromKeys != keys) {
    memory.copy(keys, fromKeys, n << 3);
    memory.copy(order, fromOrder, n << 2);
  }
  return exchanges;
}

/** Merges the runs low..middle-1 and middle..high-1, neither empty; returns the exchanges it takes. */
function mergeRuns(
  low: usize, middle: usize, high: usize, fromKeys: usize, toKeys: usize, fromOrder: usize, toOrder: usize,
): u64 {
  let exchanges: u64 = 0;
  let left = low, right = middle, at = low;
  while (left < middle && right < high) {
    const first = f64At(fromKeys, left), second = f64At(fromKeys, right);
    if (second < first) {
      exchanges += <u64>(middle - left);
      setF64(toKeys, at, second);
      setU32(toOrder, at++, u32At(fromOrder, right++));
    } else {
      setF64(toKeys, at, first);
      setU32(toOrder, at++, u32At(fromOrder, left++));
    }
  }
  const rest = left < middle ? left : right, count = high - at;
  memory.copy(toKeys + (at << 3), fromKeys + (rest << 3), count << 3);
  memory.copy(toOrder + (at << 2), fromOrder + (rest << 2), count << 2);
  return exchanges;
}
