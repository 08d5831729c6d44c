/**
 * `tsqr` in TypeScript by the kernel's method, Householder reflections that take blocks of 512 rows into R;
 * its twin reflects whole columns. Blocks follow each other without a tree: the number of operations is the same.
 */

const BLOCK = 512;

/** R with a diagonal >= 0; `work` is not used, a block of its own is. */
export function tsqr(
  n: number,
  stride: number,
  k: number,
  X: Float64Array,
  R: Float64Array,
  _work: Float64Array,
): number {
  const block = new Float64Array(BLOCK * k);
  R.fill(0, 0, k * k);
  for (let start = 0; start < n; start += BLOCK) {
    const rows = Math.min(BLOCK, n - start);
    for (let j = 0; j < k; j++) block.set(X.subarray(j * stride + start, j * stride + start + rows), j * rows);
    absorb(rows, k, block, R, Math.min(start + rows, k));
  }
  for (let i = 0; i < k; i++) {
    if (R[i + i * k]! >= 0) continue;
    for (let j = i; j < k; j++) R[i + j * k] = -R[i + j * k]!;
  }
  return 0;
}

/** R becomes the R of the rows it stands for and the m rows of `block`; only its first `rank` rows are made. */
function absorb(m: number, k: number, block: Float64Array, R: Float64Array, rank: number): void {
  for (let j = 0; j < rank; j++) {
    const p = j * m;
    let below = 0;
    for (let i = 0; i < m; i++) below += block[p + i]! * block[p + i]!;
    if (below === 0) continue;
    const alpha = R[j + j * k]!;
    const norm = Math.sqrt(alpha * alpha + below);
    const beta = alpha > 0 ? -norm : norm;
    const v0 = alpha - beta;
    const tau = -1 / (beta * v0);
    R[j + j * k] = beta;
    for (let l = j + 1; l < k; l++) {
      const y = l * m;
      let dot = v0 * R[j + l * k]!;
      for (let i = 0; i < m; i++) dot += block[p + i]! * block[y + i]!;
      const scale = tau * dot;
      R[j + l * k] = R[j + l * k]! - scale * v0;
      for (let i = 0; i < m; i++) block[y + i] = block[y + i]! - scale * block[p + i]!;
    }
  }
}
