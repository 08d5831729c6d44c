import { InU32, OutU32, setU32, u32At } from "../abi";

/**
 * For each position, the smallest it is joined to: the first number of its row of the envelope.
 *
 * In    offsets u32[nGroups+1], codes u32[cells] < nA: levels of the cells of each group; position u32[nA]
 * Out   first u32[nA]: itself at most
 * Info  0
 * Cost  O(cells + nA)
 */
export function envelopeFirst(
  nGroups: usize, nA: usize, offsets: InU32, codes: InU32, position: InU32, first: OutU32,
): i32 {
  for (let i: usize = 0; i < nA; i++) setU32(first, i, i);
  let start = u32At(offsets, 0);
  for (let g: usize = 0; g < nGroups; g++) {
    const end = u32At(offsets, g + 1);
    let least: usize = nA;
    for (let i = start; i < end; i++) least = min(least, u32At(position, u32At(codes, i)));
    for (let i = start; i < end; i++) {
      const at = u32At(position, u32At(codes, i));
      if (least < u32At(first, at)) setU32(first, at, least);
    }
    start = end;
  }
  return 0;
}
