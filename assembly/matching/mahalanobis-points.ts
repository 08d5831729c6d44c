import { f64At, InF64, InU32, OutF64, setF64, u32At } from "../abi";

/**
 * Rows of a matrix side by side, and as points between which distance is Mahalanobis': inverse (x - centre), the inverse being
 * that of the lower triangle L of the covariance L L'. A point has `width` numbers: the k of the row, and then, where width is k + 1,
 * its score as it is.
 *
 * In    rows u32[m] in 0..n-1; X f64[n*k]; score f64[n], read only when width is k + 1; centre f64[k]; inverse f64[k*k], lower
 * Out   raw f64[m*k] by row: x; points f64[m*width] by row
 * Info  0
 * Cost  O(m k^2)
 */
export function mahalanobisPoints(
  m: usize, n: usize, k: usize, width: usize, rows: InU32, X: InF64, score: InF64, centre: InF64, inverse: InF64,
  raw: OutF64, points: OutF64,
): i32 {
  for (let i: usize = 0; i < m; i++) {
    const row = u32At(rows, i);
    const x = raw + ((i * k) << 3), z = points + ((i * width) << 3);
    for (let j: usize = 0; j < k; j++) setF64(x, j, f64At(X, j * n + row));
    for (let a: usize = 0; a < k; a++) {
      let sum: f64 = 0;
      for (let j: usize = 0; j <= a; j++) sum += f64At(inverse, j * k + a) * (f64At(x, j) - f64At(centre, j));
      setF64(z, a, sum);
    }
    if (width > k) setF64(z, k, f64At(score, row));
  }
  return 0;
}
