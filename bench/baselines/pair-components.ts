/**
 * `pairComponents` in TypeScript by the kernel's method, union-find; its twin searches breadth first.
 */

/** Union-find with path halving over the levels of b, the smaller root wins. */
export function pairComponents(
  n: number,
  nA: number,
  nB: number,
  a: Uint32Array,
  b: Uint32Array,
  components: Uint32Array,
  work: Uint32Array,
): number {
  const first = work.subarray(0, nA).fill(nB);
  const parent = work.subarray(nA, nA + nB);
  for (let level = 0; level < nB; level++) parent[level] = level;
  for (let i = 0; i < n; i++) {
    const group = a[i]!;
    const level = b[i]!;
    if (group >= nA) return -4;
    if (level >= nB) return -5;
    const met = first[group]!;
    if (met === nB) first[group] = level;
    if (met === nB || met === level || parent[met] === parent[level]) continue;
    const p = root(parent, met);
    const q = root(parent, level);
    parent[Math.max(p, q)] = Math.min(p, q);
  }
  let nComponents = 0;
  for (let level = 0; level < nB; level++) {
    const up = parent[level]!;
    components[level] = up === level ? nComponents++ : components[up]!;
  }
  return nComponents;
}

function root(parent: Uint32Array, start: number): number {
  let level = start;
  for (let up = parent[level]!; up !== level; up = parent[level]!) {
    parent[level] = parent[up]!;
    level = parent[level]!;
  }
  return level;
}
