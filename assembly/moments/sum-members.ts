import { InF64, InU32, OutF64, u32At } from "../abi";
import { addTo } from "../blas/axpy";

/**
 * Sum of some blocks, member by member in their order: the first `size` numbers of each.
 *
 * In    stride numbers from block to block, at least size; members u32[nMembers] which blocks; blocks f64
 * Out   sum f64[size]
 * Info  0
 * Cost  O(nMembers size)
 */
export function sumMembers(
  nMembers: usize, size: usize, stride: usize, members: InU32, blocks: InF64, sum: OutF64,
): i32 {
  memory.fill(sum, 0, size << 3);
  for (let c: usize = 0; c < nMembers; c++) addTo(size, sum, blocks + ((u32At(members, c) * stride) << 3));
  return 0;
}
