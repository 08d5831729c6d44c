import { f64At, setF64 } from "../abi";

// Ascending order in place: of numbers, or of pairs (x, w) by x and then w, so that the order in which equal x came is
// forgotten. Method: quicksort about the median of three, insertion below sixteen, heapsort where halving fails.
// Source: Musser (1997), Software: Practice and Experience 27(8), introspective sorting.

/** Pieces up to this length are sorted by insertion. */
const SHORT: usize = 16;

/** Whether (a, u) comes before (b, v); `w` is 0 where there are no weights. */
// @ts-ignore: decorator
@inline function before(w: usize, a: f64, u: f64, b: f64, v: f64): bool {
  return a < b || (w != 0 && a == b && u < v);
}

// @ts-ignore: decorator
@inline function weightAt(w: usize, i: usize): f64 { return w != 0 ? f64At(w, i) : 0; }

// @ts-ignore: decorator
@inline function put(x: usize, w: usize, i: usize, a: f64, u: f64): void {
  setF64(x, i, a);
  if (w != 0) setF64(w, i, u);
}

function swap(x: usize, w: usize, i: usize, j: usize): void {
  const a = f64At(x, i);
  const u = weightAt(w, i);
  put(x, w, i, f64At(x, j), weightAt(w, j));
  put(x, w, j, a, u);
}

/** Swaps places i and j unless they are in order. */
function arrange(x: usize, w: usize, i: usize, j: usize): void {
  if (before(w, f64At(x, j), weightAt(w, j), f64At(x, i), weightAt(w, i))) swap(x, w, i, j);
}

function insertionSort(x: usize, w: usize, low: usize, high: usize): void {
  for (let i = low + 1; i < high; i++) {
    const a = f64At(x, i);
    const u = weightAt(w, i);
    let j = i;
    for (; j > low && before(w, a, u, f64At(x, j - 1), weightAt(w, j - 1)); j--) {
      put(x, w, j, f64At(x, j - 1), weightAt(w, j - 1));
    }
    put(x, w, j, a, u);
  }
}

/** Lets the element at `root` of the heap x[low .. low + size - 1] sink to its place. */
function sink(x: usize, w: usize, low: usize, root: usize, size: usize): void {
  for (let child: usize = 2 * root + 1; child < size; child = 2 * root + 1) {
    const right = child + 1;
    if (right < size) {
      const a = f64At(x, low + child), u = weightAt(w, low + child);
      if (before(w, a, u, f64At(x, low + right), weightAt(w, low + right))) child = right;
    }
    const a = f64At(x, low + root), u = weightAt(w, low + root);
    if (!before(w, a, u, f64At(x, low + child), weightAt(w, low + child))) return;
    swap(x, w, low + root, low + child);
    root = child;
  }
}

function heapSort(x: usize, w: usize, low: usize, high: usize): void {
  const size = high - low;
  for (let root = size >> 1; root > 0; root--) sink(x, w, low, root - 1, size);
  for (let last = size; last > 1; last--) {
    swap(x, w, low, low + last - 1);
    sink(x, w, low, 0, last - 1);
  }
}

/** Sorts places low .. high-1 of x, and of w with them unless it is 0; `depth` halvings are left before heapsort. */
export function sortPairs(x: usize, w: usize, low: usize, high: usize, depth: i32): void {
  while (high - low > SHORT) {
    if (depth == 0) return heapSort(x, w, low, high);
    depth--;
    const middle = low + ((high - low) >> 1);
    arrange(x, w, low, middle);
    arrange(x, w, middle, high - 1);
    arrange(x, w, low, middle);
    const a = f64At(x, middle);
    const u = weightAt(w, middle);
    let i = low, j = high - 1;
    while (i <= j) {
      while (before(w, f64At(x, i), weightAt(w, i), a, u)) i++;
      while (before(w, a, u, f64At(x, j), weightAt(w, j))) j--;
      if (i > j) break;
      swap(x, w, i, j);
      i++;
      j--;
    }
    // the shorter piece by a call, the longer by the loop: calls nest no deeper than log2 of the length
    if (j + 1 - low < high - i) {
      sortPairs(x, w, low, j + 1, depth);
      low = i;
    } else {
      sortPairs(x, w, i, high, depth);
      high = j + 1;
    }
  }
  insertionSort(x, w, low, high);
}
