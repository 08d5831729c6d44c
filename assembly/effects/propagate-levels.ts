import { f64At, InF64, InU32, OutF64, OutU32, setF64, setU32, u32At, WorkU32 } from "../abi";

/** In a component: no row has led here yet. */
// @ts-ignore: decorator
@inline const NONE: usize = 0xffff_ffff;

/**
 * Coefficients of two effects from their sums, s[i] = alpha[a[i]] + beta[b[i]]: breadth first from the first level of b of
 * each connected component, whose coefficient is set to 0. Each level takes the number of the row that leads to it first,
 * so that no path is longer than it must be; where sums don't agree, other rows are not looked at.
 *
 * In    a u32[n] in 0..nA-1; b u32[n] in 0..nB-1; s f64[n]; aOffsets u32[nA+1], aOrder u32[n]: rows by level of a;
 *       bOffsets u32[nB+1], bOrder u32[n]: rows by level of b
 * Out   alpha f64[nA], beta f64[nB]; aComponent u32[nA], bComponent u32[nB]: numbered by first level of b
 * Work  u32[nA + nB]: levels met, those of b after those of a
 * Info  number of components; -4 or -5 if a code is out of range; a level of a without rows has component 2^32 - 1 and
 *       coefficient 0
 * Cost  O(n + nA + nB)
 * Source  Abowd, Creecy & Kramarz (2002), LEHD technical paper 2002-06
 */
export function propagateLevels(
  n: usize, nA: usize, nB: usize, a: InU32, b: InU32, s: InF64, aOffsets: InU32, aOrder: InU32, bOffsets: InU32,
  bOrder: InU32, alpha: OutF64, beta: OutF64, aComponent: OutU32, bComponent: OutU32, work: WorkU32,
): i32 {
  for (let i: usize = 0; i < n; i++) {
    if (u32At(a, i) >= nA) return -4;
    if (u32At(b, i) >= nB) return -5;
  }
  memory.fill(alpha, 0, nA << 3);
  memory.fill(beta, 0, nB << 3);
  memory.fill(aComponent, 0xff, nA << 2);
  memory.fill(bComponent, 0xff, nB << 2);
  let components: usize = 0;
  let first: usize = 0, end: usize = 0;
  for (let start: usize = 0; start < nB; start++) {
    if (u32At(bComponent, start) != NONE) continue;
    setU32(bComponent, start, components);
    setU32(work, end++, nA + start);
    while (first < end) {
      const node = u32At(work, first++);
      if (node < nA) {
        const known = f64At(alpha, node);
        const last = u32At(aOffsets, node + 1);
        for (let at = u32At(aOffsets, node); at < last; at++) {
          const row = u32At(aOrder, at);
          const level = u32At(b, row);
          if (u32At(bComponent, level) != NONE) continue;
          setU32(bComponent, level, components);
          setF64(beta, level, f64At(s, row) - known);
          setU32(work, end++, nA + level);
        }
      } else {
        const known = f64At(beta, node - nA);
        const last = u32At(bOffsets, node - nA + 1);
        for (let at = u32At(bOffsets, node - nA); at < last; at++) {
          const row = u32At(bOrder, at);
          const level = u32At(a, row);
          if (u32At(aComponent, level) != NONE) continue;
          setU32(aComponent, level, components);
          setF64(alpha, level, f64At(s, row) - known);
          setU32(work, end++, level);
        }
      }
    }
    components++;
  }
  return <i32>components;
}
