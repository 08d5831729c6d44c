import { InF64, InU32, OutF64, u32At } from "../abi";
import { addTo } from "../blas/axpy";

/**
 * Sums of blocks by group: entries low .. high-1 of sums[g], the sum in order of the blocks whose code is g. Tasks own
 * ranges of entries.
 *
 * In    codes u32[nBlocks], below nGroups; blocks f64[nBlocks*size]
 * Out   sums f64[nGroups*size], of which entries low .. high-1 are written
 * Info  0; -2 unless low <= high <= size
 * Cost  O(nBlocks (high - low))
 */
export function groupBlocks(
  size: usize, low: usize, high: usize, nBlocks: usize, nGroups: usize, codes: InU32, blocks: InF64, sums: OutF64,
): i32 {
  if (low > high || high > size) return -2;
  for (let g: usize = 0; g < nGroups; g++) memory.fill(sums + ((g * size + low) << 3), 0, (high - low) << 3);
  for (let b: usize = 0; b < nBlocks; b++) {
    addTo(high - low, sums + ((u32At(codes, b) * size + low) << 3), blocks + ((b * size + low) << 3));
  }
  return 0;
}
