import { f64At, InF64, InU32, OutF64, OutU32, setF64, setU32, u32At } from "../abi";

/**
 * Puts values side by side by group, in row order within a group, those that are NaN left out: group g takes places
 * offsets[g] .. ends[g]-1, and the places left over, up to offsets[g+1]-1, hold 0.
 *
 * In    x f64[n]; codes u32[n] in 0..nGroups-1; w f64[n], read only when `weighted` is not 0; offsets u32[nGroups+1] from
 *       csrOffsets
 * Out   ends u32[nGroups]; outX f64[n], -0 as 0; outW f64[n], written only when `weighted` is not 0
 * Info  0; -5 if a code is >= nGroups
 * Cost  O(n + nGroups)
 */
export function placeByGroup(
  n: usize, nGroups: usize, weighted: i32, x: InF64, codes: InU32, w: InF64, offsets: InU32,
  ends: OutU32, outX: OutF64, outW: OutF64,
): i32 {
  memory.copy(ends, offsets, nGroups << 2);
  for (let i: usize = 0; i < n; i++) {
    const group = u32At(codes, i);
    if (group >= nGroups) return -5;
    const value = f64At(x, i);
    if (isNaN(value)) continue;
    const place = u32At(ends, group);
    setU32(ends, group, place + 1);
    setF64(outX, place, value + 0);
    if (weighted) setF64(outW, place, f64At(w, i));
  }
  for (let g: usize = 0; g < nGroups; g++) {
    const end = u32At(ends, g);
    const spare = (u32At(offsets, g + 1) - end) << 3;
    memory.fill(outX + (end << 3), 0, spare);
    if (weighted) memory.fill(outW + (end << 3), 0, spare);
  }
  return 0;
}
