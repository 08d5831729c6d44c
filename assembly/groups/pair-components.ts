import { InU32, OutU32, setU32, u32At, WorkU32 } from "../abi";

/** In `first`: no row of this level met yet. */
// @ts-ignore: decorator
@inline const NONE: usize = 0xffff_ffff;

/** Root of level `l`, halving the path on the way. */
// @ts-ignore: decorator
@inline function root(parent: usize, l: usize): usize {
  let up = u32At(parent, l);
  while (up != l) {
    const next = u32At(parent, up);
    setU32(parent, l, next);
    l = next;
    up = u32At(parent, l);
  }
  return l;
}

/**
 * Connected components of the bipartite graph of two effects, an edge a row: union-find over the levels of b, each
 * level of a joining the levels of b it meets. Components are numbered by their first level of b. Give as b the effect
 * with fewer levels.
 *
 * In    a u32[n] in 0..nA-1; b u32[n] in 0..nB-1
 * Out   components u32[nB]: component of each level of b
 * Work  u32[nA + nB]
 * Info  number of components (a level of b without rows is one of its own); -4 or -5 if a code is
 *       out of range (rows after all levels are joined are not read)
 * Cost  O(n + nA + nB) but for the inverse Ackermann function
 * Source  Abowd, Creecy & Kramarz (2002), LEHD technical paper 2002-06; union-find with path halving, the smaller root
 *         wins: Tarjan & van Leeuwen (1984), Journal of the ACM 31(2), doi:10.1145/62.2160
 */
export function pairComponents(
  n: usize, nA: usize, nB: usize, a: InU32, b: InU32, components: OutU32, work: WorkU32,
): i32 {
  const first = work;
  const parent = work + (nA << 2);
  memory.fill(first, 0xff, nA << 2);
  for (let l: usize = 0; l < nB; l++) setU32(parent, l, l);
  let joined: usize = 0;
  for (let i: usize = 0; i < n && joined + 1 < nB; i++) {
    const group = u32At(a, i);
    const level = u32At(b, i);
    if (group >= nA) return -4;
    if (level >= nB) return -5;
    const met = u32At(first, group);
    if (met == NONE) {
      setU32(first, group, level);
      continue;
    }
    if (met == level || u32At(parent, met) == u32At(parent, level)) continue;
    const p = root(parent, met), q = root(parent, level);
    if (p == q) continue;
    joined++;
    if (p < q) setU32(parent, q, p);
    else setU32(parent, p, q);
  }
  // A root is the least level of its component, so one ascending pass flattens and numbers.
  let nComponents: usize = 0;
  for (let l: usize = 0; l < nB; l++) {
    const up = u32At(parent, l);
    if (up == l) setU32(components, l, nComponents++);
    else setU32(components, l, u32At(components, up));
  }
  return <i32>nComponents;
}
