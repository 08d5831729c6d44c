/**
 * `recursiveSingletons` in TypeScript by the kernel's method, a stack of levels with one row; its twin goes
 * over all rows until nothing changes.
 */

/** Each level keeps its count and the exclusive or of its rows, which for one row is that row. */
export function recursiveSingletons(
  n: number,
  q: number,
  levels: Uint32Array,
  codes: Uint32Array,
  drop: Uint32Array,
  work: Uint32Array,
): number {
  const bases = new Uint32Array(q + 1);
  for (let e = 0; e < q; e++) bases[e + 1] = bases[e]! + levels[e]!;
  const total = bases[q]!;
  const counts = work.subarray(0, total).fill(0);
  const rows = work.subarray(total, 2 * total).fill(0);
  const stack = work.subarray(2 * total, 3 * total);
  drop.fill(0, 0, n);
  for (let e = 0; e < q; e++) {
    for (let i = 0; i < n; i++) {
      if (codes[e * n + i]! >= levels[e]!) return -4;
      const level = bases[e]! + codes[e * n + i]!;
      counts[level] = counts[level]! + 1;
      rows[level] = rows[level]! ^ i;
    }
  }
  let height = 0;
  for (let level = 0; level < total; level++) if (counts[level] === 1) stack[height++] = level;
  let dropped = 0;
  while (height > 0) {
    const single = stack[--height]!;
    if (counts[single] !== 1) continue;
    const row = rows[single]!;
    drop[row] = 1;
    dropped++;
    for (let e = 0; e < q; e++) {
      const level = bases[e]! + codes[e * n + row]!;
      counts[level] = counts[level]! - 1;
      rows[level] = rows[level]! ^ row;
      if (counts[level] === 1) stack[height++] = level;
    }
  }
  return dropped;
}
