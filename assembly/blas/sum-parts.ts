import { InOutF64 } from "../abi";
import { addTo } from "./axpy";

/**
 * Sums parts that several calls made of one array, entries low .. high-1: neighbours first, then pairs of neighbours, so
 * that the order depends on the number of parts alone; when each part is itself the sum over 2^p chunks of rows (the last
 * may be less), the sum has the bits of one tree over all chunks. The sum is part 0; the others are left as they fell.
 *
 * InOut parts f64[nParts*size]
 * Info  0; -4 unless low <= high <= size
 * Cost  O(nParts (high - low))
 */
export function sumParts(nParts: usize, size: usize, low: usize, high: usize, parts: InOutF64): i32 {
  if (low > high || high > size) return -4;
  for (let step: usize = 1; step < nParts; step <<= 1) {
    for (let part: usize = 0; part + step < nParts; part += step << 1) {
      addTo(high - low, parts + ((part * size + low) << 3), parts + (((part + step) * size + low) << 3));
    }
  }
  return 0;
}
